/** `:name` in the field. The names come with the first ":" that asks for them; until then nothing is loaded. */
import i18next from "i18next";
import { useEffect } from "react";
import type { Source } from "@/components/completion";
import { useTranslation } from "@/i18n/use-translation";
import { createStore, useStore } from "@/lib/store";
import { emojiAddress } from "./data";
import styles from "./emoji.module.css";
import { emojiAt, emojiNamed, type Index, indexed, type NamedEmoji } from "./names";

const SHOWN = 8;
const TIMEOUT_MS = 15_000;

const known = createStore<{ language: string; index: Index } | null>(null);
let asked = "";

async function learn(language: string): Promise<void> {
  if (asked === language) return;
  asked = language;
  try {
    const answer = await fetch(await emojiAddress(language), { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    known.set({ language, index: indexed((await answer.json()) as NamedEmoji[]) });
  } catch {
    // A list that does not open keeps nobody from writing; the next ":" asks again.
    asked = "";
  }
}

export function useEmojiNames(text: string): Source {
  const { t, i18n } = useTranslation("clients");
  const names = useStore(known);
  const wanted = text.includes(":");
  useEffect(() => {
    if (wanted && /(?:^|[\s(«"]):\p{L}/u.test(text)) void learn(i18n.language);
  }, [wanted, text, i18n.language]);
  return {
    label: t("emoji.names"),
    at: emojiAt,
    find: (query) =>
      (names?.language === i18next.language ? emojiNamed(names.index, query, SHOWN) : []).map((one) => ({
        key: one.emoji,
        word: one.emoji,
        row: (
          <>
            <span className={styles.sign}>{one.emoji}</span>
            <span className="ellipsis">{one.annotation}</span>
          </>
        ),
      })),
  };
}
