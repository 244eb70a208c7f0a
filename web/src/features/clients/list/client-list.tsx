/** The left pane: search, tabs with live counts, the virtual list of dialogs. */
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tab } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { useShortcuts } from "../shortcuts";
import { useTab, withTab } from "../use-tab";
import styles from "./list.module.css";
import { ListTabs } from "./list-tabs";
import { Rows } from "./rows";

const SEARCH_MAX = 100;
const SEARCH_PAUSE_MS = 250;

export function ClientList({ selected }: { selected: number | null }) {
  const { t } = useTranslation("clients");
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), SEARCH_PAUSE_MS);
  const field = useRef<HTMLInputElement>(null);
  const tab = useTab();
  const navigate = useNavigate();
  useShortcuts({
    Slash: () => {
      field.current?.focus();
      field.current?.select();
    },
  });
  const show = (next: Tab) =>
    void navigate(
      selected === null
        ? { to: "/clients", search: withTab(next) }
        : { to: "/clients/$clientId", params: { clientId: String(selected) }, search: withTab(next) },
    );
  const showAll = () => {
    setTyped("");
    show("all");
  };
  return (
    <aside className={styles.pane} aria-label={t("list.label")}>
      <div className={styles.head}>
        <TextInput
          ref={field}
          className="grow"
          variant="filled"
          size="md"
          maxLength={SEARCH_MAX}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.stopPropagation();
            if (typed === "") event.currentTarget.blur();
            else setTyped("");
          }}
          placeholder={t("list.search")}
          aria-label={t("list.search")}
          aria-keyshortcuts="/"
          leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
          rightSection={
            typed === "" ? (
              <kbd aria-hidden className={styles.key}>
                /
              </kbd>
            ) : (
              <IconButton label={t("list.clearSearch")} size="xs" onClick={() => setTyped("")}>
                <IconX size={14} />
              </IconButton>
            )
          }
        />
      </div>
      <ListTabs tab={tab} onTab={show} />
      <div id="dialogs" role="tabpanel" aria-label={t(`tab.${tab}`)} className={styles.panel}>
        <Rows filter={{ tab, q, channel_id: null }} selected={selected} onShowAll={showAll} />
      </div>
    </aside>
  );
}
