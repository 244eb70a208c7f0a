/**
 * A window that an item of a menu opens gives the focus back to what had it. The item is gone by then, so the focus goes to the
 * menu's opener before the item does its work; on the body it would be lost, and with it the menu key.
 */
import type { SyntheticEvent } from "react";

/** `onClickCapture` of a `Menu.Dropdown`. */
export function backToOpener(event: SyntheticEvent<HTMLElement>): void {
  const opener = event.currentTarget.getAttribute("aria-labelledby");
  if (opener) document.getElementById(opener)?.focus({ preventScroll: true });
}
