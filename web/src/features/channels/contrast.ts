/**
 * Contrast of the visitor's chat colour with the text that lies on it.
 *
 * White is the usual text on a coloured header. It stays while it holds 4.5 : 1 (WCAG AA);
 * on a lighter colour the text turns dark, as the chat itself does.
 */

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

/** The dark text of the chat, the same value the chat uses on light colours. */
export const DARK_TEXT = "#15201e";
export const LIGHT_TEXT = "#ffffff";
/** What WCAG AA asks of text of ordinary size. */
export const ENOUGH = 4.5;

/** Is this a colour as the server keeps it, `#rrggbb`? */
export function isColor(value: string): boolean {
  return HEX.test(value);
}

/** Accepts what people paste, `0F766E`, `#0f6`, with spaces; gives `#rrggbb` or null. */
export function parseColor(value: string): string | null {
  const bare = value.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{6}$/.test(bare)) return `#${bare}`;
  if (/^[0-9a-f]{3}$/.test(bare)) return `#${[...bare].map((digit) => digit + digit).join("")}`;
  return null;
}

/** Contrast of two colours by WCAG, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The text that can be read on this colour: white while it holds, else dark. */
export function textOn(color: string): typeof LIGHT_TEXT | typeof DARK_TEXT {
  if (contrast(color, LIGHT_TEXT) >= ENOUGH) return LIGHT_TEXT;
  return DARK_TEXT;
}

function luminance(color: string): number {
  const parts = HEX.exec(color);
  if (!parts) return 0;
  const [red, green, blue] = parts.slice(1, 4).map((part) => linear(Number.parseInt(part, 16) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
