/** Why a deal was lost or archived: any words; the chips only fill the field in. */
import { Button, Textarea } from "@mantine/core";
import { useRef, useState } from "react";
import { problemOf } from "@/api/request";
import type { Deal } from "@/api/types";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./deals.module.css";
import { useDealActions } from "./use-deals";

const REASON_MAX = 500;

export function ReasonForm({ deal, state, onClose }: { deal: Deal; state: "lost" | "archived"; onClose: () => void }) {
  const { t } = useTranslation(["deals", "common"]);
  const fieldText = useFieldText();
  const problemText = useProblemText();
  const actions = useDealActions(deal);
  const [reason, setReason] = useState(deal.reason ?? "");
  const [empty, setEmpty] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const problem = actions.state.error ? problemOf(actions.state.error) : null;
  const change = (text: string) => {
    setEmpty(false);
    actions.state.reset();
    setReason(text);
  };
  const save = () => {
    if (reason.trim() === "") return setEmpty(true);
    if (!actions.state.isPending) actions.state.mutate({ state, reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <form
      noValidate
      className={styles.reasonForm}
      aria-label={t(`why.${state}`)}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <Textarea
        ref={field}
        size="sm"
        autoFocus
        autosize
        minRows={1}
        maxRows={5}
        required
        maxLength={REASON_MAX}
        label={t(`why.${state}`)}
        value={reason}
        error={empty ? t("common:field.required") : problem ? (fieldText(problem.fields?.reason) ?? problemText(problem)) : undefined}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          save();
        }}
      />
      <fieldset className={styles.reasonChips} aria-label={t("reasonChips")}>
        {t(`reasons.${state}`, { returnObjects: true }).map((words) => (
          <button
            key={words}
            type="button"
            onClick={() => {
              change(words);
              field.current?.focus();
            }}
          >
            {words}
          </button>
        ))}
      </fieldset>
      <div className={styles.foot}>
        <Button size="xs" type="submit" loading={actions.state.isPending}>
          {t(state === "lost" ? "lose" : "archive")}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onClose}>
          {t("common:cancel")}
        </Button>
      </div>
    </form>
  );
}
