// Elements made without markup in strings: text from the network can only ever become text.

export type Child = globalThis.Node | string | null | undefined | false | 0 | "";

/**
 * An element by its tag and classes ("div.row.grow"). `on…` are listeners, and what is
 * null or false is left out. A button is a plain one unless told otherwise.
 */
export function h<T extends HTMLElement = HTMLElement>(
  what: string,
  props: Record<string, unknown> | null = null,
  ...children: Child[]
): T {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag as string) as T;
  element.className = classes.join(" ");
  if (tag === "button") element.setAttribute("type", "button");
  for (const [name, value] of Object.entries(props || {})) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, String(value));
    }
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/** Outlines on a 24 × 24 field after Tabler Icons (MIT), drawn with fewer points. */
const ICONS = {
  chat: "M3 20l1.3-3.9a9 8 0 1 1 3.4 2.9z",
  down: "M6 9l6 6 6-6",
  x: "M18 6L6 18M6 6l12 12",
  sound: "M15 8a5 5 0 0 1 0 8M18 5a9 9 0 0 1 0 14M3 9h3l5-5v16l-5-5H3z",
  mute: "M16 10l4 4M20 10l-4 4M3 9h3l5-5v16l-5-5H3z",
  clip: "M15 7l-6.5 6.5a1.5 1.5 0 0 0 3 3L18 10a3 3 0 0 0-6-6l-6.5 6.5a4.5 4.5 0 0 0 9 9L21 13",
  send: "M4 4l17 8-17 8 2.5-8zM6.5 12H21",
  clock: "M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0M12 7v5l3 3",
  check: "M5 12l5 5L20 7",
  checks: "M7 12l5 5L22 7M2 12l5 5m5-5l5-5",
  alert: "M3 12a9 9 0 1 0 18 0 9 9 0 0 0-18 0M12 8v4M12 16h.01",
  robot: "M6 4h12v8H6zM12 2v2M9 12v9M15 12v9M5 16l4-2M15 14l4 2M9 18h6M10 8h.01M14 8h.01",
  file: "M14 3v5h5M5 3h9l5 5v13H5z",
  save: "M4 17v3h16v-3M7 11l5 5 5-5M12 4v12",
  retry: "M20 11A8 8 0 0 0 4.5 9M4 5v4h4M4 13a8 8 0 0 0 15.5 2M20 19v-4h-4",
  offline: "M3 3l18 18M12 18h.01M9 15a4 4 0 0 1 6 0M6 12a8 8 0 0 1 12 0M3 9a13 13 0 0 1 18 0",
  cloud: "M7 18a4.6 4.4 0 0 1 0-9 5 4.5 0 0 1 11 2h1a3.5 3.5 0 0 1 0 7z",
};

export type Icon = keyof typeof ICONS;

export function icon(name: Icon): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button with a picture and a name for those who do not see it. */
export function iconButton(
  name: Icon,
  title: string,
  onclick: () => void,
  what = "button.ib.mid",
): HTMLButtonElement {
  return h(what, { "aria-label": title, title, onclick }, icon(name));
}

/** Puts another picture and name on such a button. */
export function redraw(button: HTMLElement, name: Icon, title: string): void {
  const key = name + title;
  if (button.dataset.look === key) return;
  button.dataset.look = key;
  button.title = title;
  button.setAttribute("aria-label", title);
  (button.firstChild as SVGElement).replaceWith(icon(name));
}

/** Puts the children in this order with as few moves as possible, so that focus and animation stay. */
export function arrange(parent: HTMLElement, wanted: readonly Element[]): void {
  for (const child of Array.from(parent.children)) if (!wanted.includes(child)) child.remove();
  wanted.forEach((element, i) => {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] || null);
  });
}

/** "Ольга Кравец" gives "ОК". */
export const initials = (name: string): string =>
  name
    .trim()
    .split(/\s+/, 2)
    .map((word) => Array.from(word)[0] || "")
    .join("")
    .toUpperCase();
