/** Where the emoji and their names are, by the language of the page; each file answers to the words of both languages. */
export async function emojiAddress(language: string): Promise<string> {
  const file = language === "ru" ? import("virtual:emoji/ru") : import("virtual:emoji/en");
  return (await file).default;
}
