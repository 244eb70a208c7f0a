/** Метки and Списки in the card: the chips, and the button that opens their popover. L opens the labels from anywhere. */
import { Popover } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useCan } from "@/api/session";
import type { Dialog } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import card from "../card/card.module.css";
import { labelsAsked } from "./asked";
import { Chip } from "./chip";
import { named } from "./find";
import styles from "./labels.module.css";
import { type MarkKind, useMarks } from "./use-marks";
import { walk } from "./walk";

const Picker = lazy(() => import("./picker"));

const GAP = 4;
const CHIPS = 26;

export function LabelSections({ dialog }: { dialog: Dialog }) {
  return (
    <section className={card.section}>
      <MarkBlock kind="label" dialog={dialog} />
      <MarkBlock kind="list" dialog={dialog} />
    </section>
  );
}

function MarkBlock({ kind, dialog }: { kind: MarkKind; dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const words = kind === "label" ? ("labels" as const) : ("lists" as const);
  const mayWrite = useCan("clients.write");
  const [open, setOpen] = useState(false);
  const asked = useStore(labelsAsked);
  const { all } = useMarks(kind);
  const ids = kind === "label" ? dialog.label_ids : dialog.list_ids;
  const own = named(ids, all);
  useEffect(() => {
    if (kind !== "label" || asked !== dialog.client_id) return;
    labelsAsked.set(null);
    if (mayWrite) setOpen(true);
  }, [asked, dialog.client_id, kind, mayWrite]);
  const close = () => setOpen(false);
  // The first line of chips stays in sight: one sees there what a tick does.
  const below = own.length > 0 ? CHIPS + GAP : GAP;
  return (
    <div className={styles.block}>
      <div className={styles.head}>
        <h3>{t(`${words}.title`)}</h3>
        {mayWrite ? (
          <Popover
            opened={open}
            onChange={setOpen}
            position="bottom-end"
            width={336}
            offset={below}
            withRoles={false}
            closeOnEscape={false}
            trapFocus
            returnFocus
            shadow="md"
            withinPortal
          >
            <Popover.Target>
              <button
                type="button"
                className={styles.link}
                {...(kind === "label" ? { "aria-keyshortcuts": "L", title: `${t("labels.add")}  L` } : {})}
                aria-expanded={open}
                aria-haspopup="dialog"
                onClick={() => setOpen((now) => !now)}
              >
                <IconPlus size={14} stroke={2} aria-hidden />
                {t(`${words}.add`)}
              </button>
            </Popover.Target>
            <Popover.Dropdown
              role="dialog"
              tabIndex={-1}
              className={styles.dropdown}
              onKeyDown={(event) => {
                walk(event);
                if (event.key !== "Escape") return;
                event.stopPropagation();
                close();
              }}
              aria-label={t(`${words}.of`, { name: dialog.name })}
            >
              <Suspense fallback={<div className={styles.coming} />}>
                <Picker kind={kind} client={dialog.client_id} ids={ids} onClose={close} />
              </Suspense>
            </Popover.Dropdown>
          </Popover>
        ) : null}
      </div>
      {own.length > 0 ? (
        <ul className={styles.chips} aria-label={t(`${words}.title`)}>
          {own.map((mark) => (
            <li key={mark.id}>
              <Chip name={mark.name} color={mark.color} list={kind === "list"} />
            </li>
          ))}
        </ul>
      ) : mayWrite ? null : (
        <p className={styles.hint}>{t(`${words}.empty`)}</p>
      )}
    </div>
  );
}
