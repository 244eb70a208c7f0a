/** The same keys in the other layout: "ghbdtn" is "привет", "ьщт" is "mon". */
const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const cyrillic = "ёйцукенгшщзхъфывапролджэячсмитьбю";

const toCyrillic = new Map([...latin].map((key, index) => [key, cyrillic[index] ?? key]));
const toLatin = new Map([...cyrillic].map((key, index) => [key, latin[index] ?? key]));

/** What was typed, then what it would be in the other layout. Text is lower-cased; mixed words change letter by letter. */
export function layouts(text: string): string[] {
  const typed = text.toLowerCase();
  const other = /[а-яё]/.test(typed) ? toLatin : toCyrillic;
  const changed = [...typed].map((key) => other.get(key) ?? key).join("");
  return changed === typed ? [typed] : [typed, changed];
}
