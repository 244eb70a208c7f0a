/** The tabs of the card with their counters. The chosen one is remembered in this browser. */
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useComments } from "../comments/use-comments";
import { type CardTab, cardTabs, setLayoutPref, useLayoutPrefs } from "../layout-prefs";
import styles from "./card.module.css";

export const CARD_PANEL_ID = "card-panel";

/** A tab that a former version has remembered may be gone. */
export function useCardTab(): CardTab {
  const { tab } = useLayoutPrefs();
  return cardTabs.includes(tab) ? tab : "about";
}

export function CardTabs({ client, tab }: { client: number; tab: CardTab }) {
  const { t } = useTranslation("clients");
  const { shown: comments } = useComments(client);
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const counts: Record<CardTab, string> = { about: "", comments };
  const move = (to: number) => {
    const index = (to + cardTabs.length) % cardTabs.length;
    const name = cardTabs[index];
    if (name) setLayoutPref({ tab: name });
    buttons.current[index]?.focus();
  };
  return (
    <div role="tablist" aria-label={t("card.tabs")} className={styles.tabs}>
      {cardTabs.map((name, index) => (
        <button
          key={name}
          ref={(element) => {
            buttons.current[index] = element;
          }}
          type="button"
          role="tab"
          aria-selected={tab === name}
          aria-controls={CARD_PANEL_ID}
          tabIndex={tab === name ? 0 : -1}
          className={styles.tab}
          onClick={() => setLayoutPref({ tab: name })}
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") move(index + 1);
            if (event.key === "ArrowLeft") move(index - 1);
            if (event.key === "Home") move(0);
            if (event.key === "End") move(cardTabs.length - 1);
          }}
        >
          {t(`card.tab.${name}`)}
          {counts[name] === "" || counts[name] === "0" ? null : <span className={styles.count}>{counts[name]}</span>}
        </button>
      ))}
    </div>
  );
}
