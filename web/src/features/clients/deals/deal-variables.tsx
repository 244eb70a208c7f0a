/** Variables of a deal, edited in place like those of the client. */
import { Skeleton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { Deal } from "@/api/types";
import { ErrorNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import marks from "../labels/labels.module.css";
import { AddVariable } from "../variables/add";
import { VariableRow } from "../variables/row";
import variables from "../variables/variables.module.css";
import styles from "./deals.module.css";
import { useWholeDeal } from "./use-deals";

export function DealVariables({ deal, mayWrite }: { deal: Deal; mayWrite: boolean }) {
  const { t } = useTranslation("deals");
  const [adding, setAdding] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  const whole = useWholeDeal(deal);
  const known = whole.deal;
  if (whole.isError && !known) return <ErrorNote error={whole.error} onRetry={() => void whole.refetch()} />;
  if (!known) return <Skeleton height={32} radius={8} />;
  const owner = { client: deal.client_id, deal: deal.id };
  return (
    <div className={styles.variables}>
      {known.variables.length > 0 ? (
        <ul className={variables.list} aria-label={t("variables")}>
          {known.variables.map((variable) => (
            <VariableRow key={variable.name} owner={owner} variable={variable} mayWrite={mayWrite} />
          ))}
        </ul>
      ) : null}
      {adding ? (
        <AddVariable
          owner={owner}
          there={known.variables}
          onClose={() => {
            setAdding(false);
            add.current?.focus();
          }}
        />
      ) : null}
      {mayWrite ? (
        <button ref={add} type="button" className={marks.link} aria-expanded={adding} onClick={() => setAdding((now) => !now)}>
          <IconPlus size={14} stroke={2} aria-hidden />
          {t("addVariable")}
        </button>
      ) : null}
    </div>
  );
}
