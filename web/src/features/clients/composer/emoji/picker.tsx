/** All emoji: search in both languages, the own most used ones, the tone of the skin. The picker keeps these two in the browser. */
import { useEffect, useRef, useState } from "react";
import "emoji-picker-element/picker.js";
import type Picker from "emoji-picker-element/picker.js";
import { useTranslation } from "@/i18n/use-translation";
import { emojiAddress } from "./data";
import styles from "./emoji.module.css";

export default function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t, i18n } = useTranslation(["composer", "clients"]);
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const latest = useRef(onPick);
  latest.current = onPick;
  const language = i18n.language;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are those of the language
  useEffect(() => {
    let over = false;
    let picker: Picker | null = null;
    emojiAddress(language)
      .then((dataSource) => {
        if (over) return;
        picker = Object.assign(document.createElement("emoji-picker") as Picker, {
          locale: language,
          dataSource,
          i18n: {
            categoriesLabel: t("emoji.groups"),
            emojiUnsupportedMessage: t("emoji.unsupported"),
            favoritesLabel: t("emoji.often"),
            loadingMessage: t("emoji.loading"),
            networkErrorMessage: t("emoji.failed"),
            regionLabel: t("emoji.choose"),
            searchDescription: t("emoji.searchHint"),
            searchLabel: t("emoji.search"),
            searchResultsLabel: t("emoji.found"),
            skinToneDescription: t("emoji.tonesHint"),
            skinToneLabel: t("emoji.tone"),
            skinTonesLabel: t("emoji.tones"),
            skinTones: [t("emoji.tone0"), t("emoji.tone1"), t("emoji.tone2"), t("emoji.tone3"), t("emoji.tone4"), t("emoji.tone5")],
            categories: {
              custom: t("emoji.group.custom"),
              "smileys-emotion": t("emoji.group.smileys"),
              "people-body": t("emoji.group.people"),
              "animals-nature": t("emoji.group.nature"),
              "food-drink": t("emoji.group.food"),
              "travel-places": t("emoji.group.travel"),
              activities: t("emoji.group.activities"),
              objects: t("emoji.group.objects"),
              symbols: t("emoji.group.symbols"),
              flags: t("emoji.group.flags"),
            },
          },
        });
        picker.addEventListener("emoji-click", (event) => {
          if (event.detail.unicode) latest.current(event.detail.unicode);
        });
        box.current?.append(picker);
        requestAnimationFrame(() => picker?.shadowRoot?.querySelector<HTMLInputElement>("input[type=search]")?.focus());
      })
      .catch(() => setFailed(true));
    return () => {
      over = true;
      picker?.remove();
    };
  }, [language]);
  return (
    <div ref={box} className={styles.picker}>
      {failed ? <p role="alert">{t("emoji.failed")}</p> : null}
    </div>
  );
}
