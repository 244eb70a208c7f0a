/** The details of a row of the audit log as one line. */

/** Words for names of details and for their values; what has no word stays as the server wrote it. */
export interface DetailWords {
  name: (name: string) => string;
  value: (name: string, value: string) => string;
}

const LENGTH_MAX = 300;

/** `почта: nina@example.com · роль: Оператор → Редактор`; the server keeps details as JSON text. */
export function detailsText(details: string, words: DetailWords): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(details);
  } catch {
    return details.slice(0, LENGTH_MAX);
  }
  if (parsed === null || typeof parsed !== "object") return parsed === null ? "" : String(parsed);
  const parts = Object.entries(parsed)
    // "The token has not been changed" is no news.
    .filter(([, value]) => value !== null && value !== false)
    .map(([name, value]) => (value === true ? words.name(name) : `${words.name(name)}: ${change(name, value, words)}`));
  return parts.join(" · ").slice(0, LENGTH_MAX);
}

function change(name: string, value: unknown, words: DetailWords): string {
  const plain = (one: unknown) => (one === null ? "—" : typeof one === "object" ? JSON.stringify(one) : words.value(name, String(one)));
  if (Array.isArray(value) && value.length === 2) return `${plain(value[0])} → ${plain(value[1])}`;
  if (value !== null && typeof value === "object" && "from" in value && "to" in value) return `${plain(value.from)} → ${plain(value.to)}`;
  return plain(value);
}
