// Colours made from the one the owner of the site has chosen, so that every text on them and in them can be read.

type Rgb = [number, number, number];

const DEFAULT = "#0f766e";

function parse(hex: string): Rgb {
  const value = Number.parseInt(/^#[0-9a-f]{6}$/i.test(hex) ? hex.slice(1) : DEFAULT.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const format = (rgb: Rgb): string =>
  `#${rgb.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("")}`;

/** `share` of b in a. */
export function mix(a: string, b: string, share: number): string {
  const other = parse(b);
  return format(parse(a).map((c, i) => c + ((other[i] as number) - c) * share) as Rgb);
}

function luminance(hex: string): number {
  const [r, g, b] = parse(hex).map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of WCAG, 1 to 21. */
export function contrast(a: string, b: string): number {
  const x = luminance(a);
  const y = luminance(b);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** White where it holds 4.5, else the dark text, else black (between the two nothing softer is enough). */
export function textOn(fill: string): string {
  for (const text of ["#ffffff", "#15201e"]) if (contrast(text, fill) >= 4.5) return text;
  return "#000000";
}

/** The colour moved towards `end` just as far as it takes to hold 4.5 on every ground. */
export function readable(color: string, end: string, ...grounds: string[]): string {
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(color, end, share);
    if (grounds.every((ground) => contrast(tried, ground) >= 4.5)) return tried;
  }
  return end;
}

/** Custom properties that depend on the chosen colour; all others stand in the style sheet. */
export function palette(chosen: string, dark: boolean): Record<string, string> {
  const color = format(parse(chosen));
  // The sheet itself holds the default, tuned by hand.
  if (color === DEFAULT) return {};
  const accent = dark ? readable(color, "#ffffff", "#151b1a") : color;
  const tint = dark ? mix("#151b1a", accent, 0.16) : mix(color, "#ffffff", 0.89);
  const mine = dark ? mix("#0e1413", accent, 0.3) : color;
  const link = dark
    ? readable(accent, "#ffffff", tint, "#1c2423")
    : readable(color, "#000000", tint, "#eff4f2");
  return {
    "--accent": accent,
    "--on": textOn(accent),
    "--link": link,
    "--tint": tint,
    "--mine": mine,
    "--on-mine": textOn(mine),
    "--meta": textOn(mine),
  };
}
