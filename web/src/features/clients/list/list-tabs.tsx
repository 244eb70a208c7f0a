/** Все, Без ответа, Мои, Свободные, and "Ещё" with Чужие. The active tab is always one of those that are seen. */
import { Menu } from "@mantine/core";
import { IconChevronDown, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { memo } from "react";
import { countsQuery } from "@/api/queries";
import type { Count, Tab } from "@/api/types";
import { RovingTabs } from "@/components/roving-tabs";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import styles from "./list.module.css";

const shown: Tab[] = ["all", "unanswered", "mine", "free"];

export const ListTabs = memo(function ListTabs({ tab, onTab }: { tab: Tab; onTab: (tab: Tab) => void }) {
  const { t, i18n } = useTranslation("clients");
  const counts = useQuery(countsQuery).data;
  const say = (count: Count | undefined) => (count ? `${number(count.count, i18n.language)}${count.more ? "+" : ""}` : "–");
  return (
    <div className={styles.tabs}>
      <RovingTabs
        label={t("list.tabs")}
        names={shown}
        value={tab}
        onChange={onTab}
        controls="dialogs"
        className={styles.tablist}
        tabClassName={styles.tab}
      >
        {(name) => (
          <>
            <span>{t(`tab.${name}`)}</span>
            <span className={styles.count}>{say(counts?.[name])}</span>
          </>
        )}
      </RovingTabs>
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
});
