/** Чья: the client's or his current deal's. Without an active deal the choice stands there closed, with the way to make one. */
import { SegmentedControl } from "@mantine/core";
import { useCan } from "@/api/session";
import type { Deal } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { newDealAsked } from "../deals/asked";
import marks from "../labels/labels.module.css";
import { setLayoutPref } from "../layout-prefs";
import styles from "./variables.module.css";

export interface OwnerChoiceProps {
  client: number;
  deal: Deal | undefined;
  toDeal: boolean;
  onChange: (toDeal: boolean) => void;
}

export function OwnerChoice({ client, deal, toDeal, onChange }: OwnerChoiceProps) {
  const { t } = useTranslation("deals");
  const mayWrite = useCan("deals.write");
  return (
    <div className={styles.owner}>
      <SegmentedControl
        size="xs"
        aria-label={t("owner")}
        data={[
          { value: "client", label: t("ofClient") },
          { value: "deal", label: t("ofDeal"), disabled: !deal || !mayWrite },
        ]}
        value={toDeal ? "deal" : "client"}
        onChange={(value) => onChange(value === "deal")}
      />
      {toDeal && deal ? (
        <span className="ellipsis">{t("ofCurrent", { name: deal.name })}</span>
      ) : deal ? null : (
        <span>
          {t("noActive")}
          {mayWrite ? (
            <>
              {" · "}
              <button
                type="button"
                className={marks.link}
                onClick={() => {
                  newDealAsked.set(client);
                  setLayoutPref({ tab: "deals" });
                }}
              >
                {t("noActiveCreate")}
              </button>
            </>
          ) : null}
        </span>
      )}
    </div>
  );
}
