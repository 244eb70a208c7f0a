/** Small words and numbers shared by the sections. */

/** Two letters for an avatar without a picture. */
export function initials(name: string): string {
  const words = name
    .replace(/[«»"'()]/g, "")
    .split(/\s+/)
    .filter(Boolean);
  const letters = words.map((word) => [...word][0] ?? "").filter((letter) => /\p{L}|\p{N}/u.test(letter));
  return letters.slice(0, 2).join("").toUpperCase();
}

/** Text as it is compared: case, spaces around and ё do not matter. */
export function fold(text: string): string {
  return text.trim().replace(/\s+/g, " ").toLowerCase().replaceAll("ё", "е");
}

const hues = ["lgray", "yellow", "blue", "red", "pink", "beige", "violet", "sky", "gray", "green", "orange", "teal"] as const;

/** The avatar colour of a person: the same for the same id on every screen. */
export function hueOf(id: number): (typeof hues)[number] {
  return hues[((id * 7) >>> 0) % hues.length] ?? "lgray";
}

/** 248 KB with a no-break space; units in the language of the page. */
export function fileSize(bytes: number, locale: string): string {
  const units = locale.startsWith("ru") ? ["Б", "КБ", "МБ", "ГБ"] : ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit >= 2 && value < 100 ? 1 : 0;
  return `${numberFormat(locale, { maximumFractionDigits: digits }).format(value)}\u00A0${units[unit] ?? ""}`;
}

export function number(value: number, locale: string): string {
  return numberFormat(locale).format(value);
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making one takes longer than drawing the button it is for. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The clipboard API is absent on plain http; a selection still works there. */
function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.setAttribute("readonly", "");
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
