// One picture over the whole page.
import type { Chat } from "../core/chat";
import type { VisitorFile, VisitorMessage } from "../core/types";
import { h, iconButton } from "./dom";

export async function showPhoto(
  chat: Chat,
  root: HTMLElement,
  message: VisitorMessage,
  file: VisitorFile,
): Promise<void> {
  const back = (root.getRootNode() as ShadowRoot).activeElement as HTMLElement | null;
  const src = await chat.freshUrl(message, file);
  if (!src || root.querySelector(".photo")) return;
  const hide = () => {
    photo.remove();
    if (back) back.focus();
  };
  const close = iconButton("x", chat.speech.words.hide, hide);
  const photo = h(
    "div.photo.mid",
    {
      role: "dialog",
      "aria-modal": true,
      "aria-label": file.name,
      onclick: hide,
      onkeydown: (event: KeyboardEvent) => {
        if (!/^(Tab|Escape)$/.test(event.key)) return;
        // The cross is the only control: Tab stays on it.
        event.preventDefault();
        event.stopPropagation();
        if (event.key !== "Tab") hide();
      },
    },
    h("img", { src, alt: file.name }),
    close,
  );
  root.append(photo);
  close.focus();
}
