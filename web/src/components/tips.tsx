/**
 * The tips of the page: one for all elements that carry `data-tip`, shown when the pointer rests on one or the keyboard comes to it.
 * Screen readers hear the element's own name; the tip adds nothing to it but the key.
 */
import { Tooltip } from "@mantine/core";
import { useEffect, useState } from "react";

const REST_MS = 400;

interface Tip {
  of: HTMLElement;
  text: string;
}

export function Tips() {
  const [tip, setTip] = useState<Tip | null>(null);
  useEffect(() => watchTips(setTip), []);
  return tip ? <Tooltip target={tip.of} label={tip.text} opened aria-hidden /> : null;
}

function watchTips(show: (tip: Tip | null) => void): () => void {
  let waiting: HTMLElement | null = null;
  /** What has been pressed is known, also when it is drawn anew; its tip would only lie over what the press has opened. */
  let pressed: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hide = () => {
    clearTimeout(timer);
    waiting = null;
    show(null);
  };
  const come = (target: EventTarget | null) => {
    const of = target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;
    if (of === waiting) return;
    hide();
    if (of === null || of.dataset.tip !== pressed) pressed = undefined;
    if (of === null || pressed !== undefined) return;
    waiting = of;
    // What it says is read when it is shown: a press in between may have turned the button into its opposite.
    timer = setTimeout(() => {
      const text = of.dataset.tip;
      if (text && of.isConnected) show({ of, text });
    }, REST_MS);
  };
  const onPointer = (event: PointerEvent) => {
    if (event.pointerType === "mouse") come(event.target);
  };
  const onFocus = (event: FocusEvent) => {
    if (event.target instanceof Element && event.target.matches(":focus-visible")) come(event.target);
  };
  const onPress = (event: Event) => {
    hide();
    waiting = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-tip]") : null;
    pressed = waiting?.dataset.tip;
  };
  const heard = [
    ["pointerover", onPointer],
    ["pointerdown", onPress],
    ["focusin", onFocus],
    ["focusout", hide],
    ["keydown", hide],
    ["wheel", hide],
  ] as const;
  for (const [name, listener] of heard) document.addEventListener(name, listener as EventListener, { capture: true, passive: true });
  document.documentElement.addEventListener("pointerleave", hide);
  return () => {
    clearTimeout(timer);
    for (const [name, listener] of heard) document.removeEventListener(name, listener as EventListener, { capture: true });
    document.documentElement.removeEventListener("pointerleave", hide);
  };
}
