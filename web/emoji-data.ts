/**
 * The emoji with their names, as two files of the page: Russian and English. Each is found by the words of both languages, because
 * whoever writes Russian knows `:fire:`, too. Made from what npm has when the page is built; nothing is fetched from elsewhere.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

interface Named {
  emoji: string;
  annotation: string;
  tags?: string[];
  shortcodes?: string[];
}

const languages = { ru: "ru/cldr", en: "en/emojibase" } as const;
type Language = keyof typeof languages;

const ID = "virtual:emoji/";

function read(language: Language): Named[] {
  const path = createRequire(import.meta.url).resolve(`emoji-picker-element-data/${languages[language]}/data.json`);
  return JSON.parse(readFileSync(path, "utf8")) as Named[];
}

/** ё is typed as е as often as not. */
const bothYo = (words: string[]) => [...new Set(words.flatMap((word) => [word, word.replaceAll("ё", "е")]))];

function merged(language: Language): string {
  const other = new Map(read(language === "ru" ? "en" : "ru").map((one) => [one.emoji, one]));
  const all = read(language).map((one) => {
    const twin = other.get(one.emoji);
    const words = [...(one.tags ?? []), ...(twin?.tags ?? []), ...(twin?.annotation.split(/\s+/) ?? [])];
    return { ...one, tags: bothYo(words), shortcodes: [...(one.shortcodes ?? []), ...(twin?.shortcodes ?? [])] };
  });
  return JSON.stringify(all);
}

/** `import url from "virtual:emoji/ru"` is the address of the file. */
export function emojiData(): Plugin {
  let serving = false;
  return {
    name: "emoji-data",
    configResolved(config) {
      serving = config.command === "serve";
    },
    resolveId: (id) => (id.startsWith(ID) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${ID}`)) return;
      const language = id.slice(ID.length + 1) as Language;
      if (serving) return `export default "/emoji-${language}.json"`;
      const file = this.emitFile({ type: "asset", name: `emoji-${language}.json`, source: merged(language) });
      return `export default import.meta.ROLLUP_FILE_URL_${file}`;
    },
    configureServer(server) {
      for (const language of Object.keys(languages) as Language[]) {
        server.middlewares.use(`/emoji-${language}.json`, (_, answer) => {
          answer.setHeader("content-type", "application/json");
          answer.end(merged(language));
        });
      }
    },
  };
}
