/** What narrows the list, under the tabs: a press takes one part away. What finds no room stands in the menu «Ещё N». */
import { Menu } from "@mantine/core";
import {
  IconActivity,
  IconAdjustmentsHorizontal,
  IconBraces,
  IconCalendar,
  IconFlag,
  IconHash,
  IconList,
  IconPlug,
  IconSortDescending,
  IconTag,
  IconUser,
  IconX,
} from "@tabler/icons-react";
import { memo } from "react";
import type { DialogFilter } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { type Active, activeParts } from "./active";
import styles from "./chips.module.css";
import { useFilterNames } from "./use-names";

const SHOWN = 3;

export interface FilterChipsProps {
  filter: DialogFilter;
  onChange: (next: DialogFilter) => void;
}

const icons: Record<Active["kind"], typeof IconTag> = {
  client_id: IconHash,
  labels: IconTag,
  lists: IconList,
  channels: IconPlug,
  responsible: IconUser,
  variable: IconBraces,
  created: IconCalendar,
  action: IconActivity,
  period: IconActivity,
  mark: IconFlag,
  order: IconSortDescending,
};

export const FilterChips = memo(function FilterChips({ filter, onChange }: FilterChipsProps) {
  const { t } = useTranslation("clients");
  const nameOf = useFilterNames();
  const parts = activeParts(filter);
  if (parts.length === 0) return null;
  const shown = parts.length <= SHOWN ? parts : parts.slice(0, SHOWN - 1);
  const rest = parts.slice(shown.length);
  const say = (part: Active) => {
    const { name, text } = nameOf(part);
    return { text, full: name === "" ? text : `${name}: ${text}` };
  };
  return (
    <div role="group" aria-label={t("filters.active")} className={styles.chips}>
      {shown.map((part) => {
        const Icon = icons[part.kind];
        const { text, full } = say(part);
        return (
          <button
            key={part.key}
            type="button"
            className={styles.chip}
            title={full}
            aria-label={t("filters.remove", { name: full })}
            onClick={() => onChange(part.without)}
          >
            <Icon size={14} stroke={2} aria-hidden />
            <span className="ellipsis">{text}</span>
            <IconX size={14} stroke={2} aria-hidden />
          </button>
        );
      })}
      {rest.length > 0 ? (
        <Menu position="bottom-start" width={280} closeOnItemClick={false}>
          <Menu.Target>
            <button type="button" className={styles.chip} data-rest>
              <IconAdjustmentsHorizontal size={14} stroke={2} aria-hidden />
              {t("filters.more", { count: rest.length })}
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((part) => {
              const Icon = icons[part.kind];
              const { full } = say(part);
              return (
                <Menu.Item
                  key={part.key}
                  leftSection={<Icon size={16} stroke={1.75} />}
                  rightSection={<IconX size={14} stroke={2} />}
                  aria-label={t("filters.remove", { name: full })}
                  onClick={() => onChange(part.without)}
                >
                  {full}
                </Menu.Item>
              );
            })}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
});
