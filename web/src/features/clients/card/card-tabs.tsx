/** The tabs of the card with their counters. The chosen one is remembered in this browser. */

import { RovingTabs } from "@/components/roving-tabs";
import { useTranslation } from "@/i18n/use-translation";
import { useComments } from "../comments/use-comments";
import { useDeals } from "../deals/use-deals";
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
  const deals = useDeals(client, true).total;
  const counts: Record<CardTab, string> = { about: "", comments, deals: String(deals) };
  return (
    <RovingTabs
      label={t("card.tabs")}
      names={cardTabs}
      value={tab}
      onChange={(name) => setLayoutPref({ tab: name })}
      controls={CARD_PANEL_ID}
      className={styles.tabs}
      tabClassName={styles.tab}
    >
      {(name) => (
        <>
          {t(`card.tab.${name}`)}
          {counts[name] === "" || counts[name] === "0" ? null : <span className={styles.count}>{counts[name]}</span>}
        </>
      )}
    </RovingTabs>
  );
}
