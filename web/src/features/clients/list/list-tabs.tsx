/** Все, Без ответа, Мои, Свободные, and "Ещё" with Чужие. The active tab is always one of those that are seen. */
import { Menu } from "@mantine/core";
import { IconChevronDown, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/queries";
import type { Count, Tab } from "@/api/types";
import { number } from "@/lib/text";
import styles from "./list.module.css";

const shown: Tab[] = ["all", "unanswered", "mine", "free"];

export function ListTabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const { t, i18n } = useTranslation("clients");
  const counts = useQuery(countsQuery).data;
  const buttons = useRef<(HTMLButtonElement | null)[]>([]);
  const say = (count: Count | undefined) => (count ? `${number(count.count, i18n.language)}${count.more ? "+" : ""}` : "–");
  const move = (from: number, step: number) => {
    const next = (from + step + shown.length) % shown.length;
    const to = shown[next];
    if (to) onTab(to);
    buttons.current[next]?.focus();
  };
  return (
    <div className={styles.tabs}>
      <div role="tablist" aria-label={t("list.tabs")} className={styles.tablist}>
        {shown.map((name, index) => (
          <button
            key={name}
            ref={(element) => {
              buttons.current[index] = element;
            }}
            type="button"
            role="tab"
            aria-selected={tab === name}
            aria-controls="dialogs"
            tabIndex={tab === name || (tab === "others" && index === 0) ? 0 : -1}
            className={styles.tab}
            onClick={() => onTab(name)}
            onKeyDown={(event) => {
              if (event.key === "ArrowRight") move(index, 1);
              if (event.key === "ArrowLeft") move(index, -1);
            }}
          >
            <span>{t(`tab.${name}`)}</span>
            <span className={styles.count}>{say(counts?.[name])}</span>
          </button>
        ))}
      </div>
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <button type="button" className={styles.tab} data-selected={tab === "others" || undefined} data-more>
            <span>
              {tab === "others" ? t("tab.others") : t("tab.more")}
              <IconChevronDown size={14} aria-hidden />
            </span>
            <span className={styles.count}>{say(counts?.others)}</span>
            {tab === "others" ? null : <span className="visually-hidden">{t("tab.others")}</span>}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconUsers size={18} stroke={1.75} />}
            rightSection={<span className={styles.count}>{say(counts?.others)}</span>}
            onClick={() => onTab("others")}
          >
            {t("tab.others")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
