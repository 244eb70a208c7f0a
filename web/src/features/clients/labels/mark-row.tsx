/** One label or list in the picker: a tick, the chip, and what else can be done with it. */
import { Checkbox } from "@mantine/core";
import { IconArrowRight, IconPencil } from "@tabler/icons-react";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";
import { Chip } from "./chip";
import styles from "./labels.module.css";
import type { Mark, MarkKind } from "./use-marks";

export interface MarkRowProps {
  kind: MarkKind;
  mark: Mark;
  on: boolean;
  /** It is the only one the client has: there is nothing to move out of. */
  alone: boolean;
  onToggle: (on: boolean) => void;
  onMove: (() => void) | null;
  onEdit: () => void;
}

export function MarkRow({ kind, mark, on, alone, onToggle, onMove, onEdit }: MarkRowProps) {
  const { t, i18n } = useTranslation("clients");
  const { count, more } = mark.clients;
  return (
    <div className={styles.option}>
      <Checkbox
        size="xs"
        data-walk
        checked={on}
        label={<Chip name={mark.name} color={mark.color} list={kind === "list"} />}
        classNames={{ root: styles.tick ?? "", body: styles.tickBody ?? "", labelWrapper: styles.tickLabel ?? "" }}
        onChange={(event) => onToggle(event.currentTarget.checked)}
      />
      {onMove && !alone ? (
        <button
          type="button"
          className={`${styles.link} ${styles.move}`}
          aria-label={t("lists.moveTo", { name: mark.name })}
          onClick={onMove}
        >
          <IconArrowRight size={14} stroke={2} aria-hidden />
          {t("lists.move")}
        </button>
      ) : null}
      {kind === "list" ? (
        <span className={styles.count}>
          {number(count, i18n.language)}
          {more ? "+" : ""}
        </span>
      ) : null}
      <span className={kind === "list" ? styles.onHover : undefined}>
        <IconButton size="xs" label={t("labels.edit", { name: mark.name })} onClick={onEdit}>
          <IconPencil size={16} stroke={1.75} />
        </IconButton>
      </span>
    </div>
  );
}
