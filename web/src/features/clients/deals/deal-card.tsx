/** One deal: what, for how much, how far, whose. A press opens the rest of it. */
import { IconArchive, IconChevronDown, IconCircleCheck, IconCircleX, IconPointFilled } from "@tabler/icons-react";
import { lazy, Suspense, useId } from "react";
import { useEmployees } from "@/api/queries";
import type { Deal } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { shortDate } from "@/lib/time";
import styles from "./deals.module.css";
import { showSum } from "./money";
import { dealHeadId } from "./use-deals";

const DealBody = lazy(() => import("./deal-body"));

const icons = { open: IconPointFilled, won: IconCircleCheck, lost: IconCircleX, archived: IconArchive };

export function DealCard({ deal, open, onOpen }: { deal: Deal; open: boolean; onOpen: (open: boolean) => void }) {
  const { t, i18n } = useTranslation("deals");
  const employees = useEmployees();
  const body = useId();
  const responsible = employees.find((employee) => employee.id === deal.responsible_id);
  return (
    <li className={styles.deal} data-state={deal.state}>
      <button
        id={dealHeadId(deal.id)}
        type="button"
        className={styles.top}
        aria-expanded={open}
        aria-controls={body}
        onClick={() => onOpen(!open)}
      >
        <span className={styles.line}>
          <b className={styles.name}>{deal.name}</b>
          {deal.budget ? <span className={styles.sum}>{showSum(deal.budget, i18n.language)}</span> : null}
          <IconChevronDown className={styles.chevron} size={16} stroke={1.75} aria-hidden />
        </span>
        <span className={styles.line}>
          <StateTag deal={deal} />
          {deal.current ? (
            <span className={styles.tag} data-current title={t("currentHint")}>
              {t("current")}
            </span>
          ) : null}
          {responsible ? (
            <span className={styles.whose} title={`${t("responsible")}: ${responsible.name}`}>
              <span className="visually-hidden">{t("responsible")}: </span>
              <Avatar id={responsible.id} name={responsible.name} url={responsible.avatar_url} size={18} />
              <span className="ellipsis">{responsible.name}</span>
            </span>
          ) : null}
        </span>
        {deal.reason ? <span className={styles.reason}>{t("reason", { reason: deal.reason })}</span> : null}
      </button>
      <div id={body} hidden={!open}>
        {open ? (
          <Suspense fallback={null}>
            <DealBody deal={deal} />
          </Suspense>
        ) : null}
      </div>
    </li>
  );
}

/** The state in a word, an icon and a colour; a closed deal says since when. */
function StateTag({ deal }: { deal: Deal }) {
  const { t } = useTranslation("deals");
  const clock = useClock();
  const Icon = icons[deal.state];
  const state = t(`state.${deal.state}`);
  return (
    <span className={styles.tag} data-state={deal.state}>
      <Icon size={14} stroke={2} aria-hidden />
      {deal.closed_at === null ? state : t("closedAt", { state, date: shortDate(deal.closed_at, clock) })}
    </span>
  );
}
