/**
 * The field for a bot's token. It is checked while it is being typed; the verdicts stand below it.
 * The whole answer of @BotFather may be pasted: the token is found in it.
 */
import { ActionIcon } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconEye, IconEyeOff, IconInfoCircle, IconLoader2 } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { post } from "@/api/request";
import type { Channel, TelegramCheck } from "@/api/types";
import { TextField } from "@/components/form/field";
import type { FieldError } from "@/components/form/use-form";
import { type LiveCheck, useLiveCheck } from "@/components/form/use-live-check";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./channels.module.css";
import { findToken, TOKEN_FIELD_MAX } from "./telegram-token";

/** Only a refused token stops the form; an unreachable messenger does not. */
export interface TokenVerdict {
  token: string | null;
  refused: boolean;
  check: TelegramCheck | null;
}

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onVerdict: (verdict: TokenVerdict) => void;
  error?: FieldError | undefined;
  hint?: string;
  /** The channel whose token is being changed: it is allowed to be taken by itself. */
  own?: Channel;
  autoFocus?: boolean;
}

export function TokenField({ label, value, onChange, onVerdict, error, hint, own, autoFocus }: Props) {
  const { t } = useTranslation("channels");
  const [shown, setShown] = useState(false);
  const token = findToken(value);
  const check = useLiveCheck(token, (asked, signal) =>
    post<TelegramCheck>("/api/v1/channels/telegram/check", { token: asked }, { signal, timeoutMs: 20_000 }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the check is a new object on every render, these are its facts
  const verdict = useMemo(() => verdictOf(token, check, own), [token, check.state, check.answer, check.problem, own]);
  useEffect(() => onVerdict(verdict), [verdict, onVerdict]);
  const shape = token === null && value.trim().length > 20 ? { code: "token_shape", message: t("telegram.tokenShape") } : undefined;
  return (
    <div className={styles.tokenField}>
      <TextField
        label={label}
        name="token"
        type={shown ? "text" : "password"}
        value={value}
        // Only the token stays of a pasted answer, so that the field shows what will be sent.
        onChange={(typed) => onChange(findToken(typed) ?? typed)}
        max={TOKEN_FIELD_MAX}
        error={verdict.refused ? undefined : (error ?? shape)}
        hint={hint}
        good={verdict.check?.account != null && !verdict.refused}
        autoComplete="off"
        autoFocus={autoFocus ?? false}
        mono
        right={
          <ActionIcon
            size="sm"
            aria-label={t(shown ? "telegram.hide" : "telegram.show")}
            aria-pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <IconEyeOff size={18} stroke={1.75} /> : <IconEye size={18} stroke={1.75} />}
          </ActionIcon>
        }
      />
      {check.state === "idle" ? null : <Verdicts check={check} own={own} />}
    </div>
  );
}

/** What the form may do with the token as it stands. */
export function verdictOf(token: string | null, check: LiveCheck<TelegramCheck>, own: Channel | undefined): TokenVerdict {
  if (token === null) return { token: null, refused: false, check: null };
  if (check.state === "failed") return { token, refused: check.problem.code === "wrong_token", check: null };
  if (check.state !== "done") return { token, refused: false, check: null };
  return { token, refused: refusalOf(check.answer, own) !== null, check: check.answer };
}

function refusalOf(answer: TelegramCheck, own: Channel | undefined): "wrong" | "taken" | null {
  if (answer.code === "wrong_token") return "wrong";
  const itself = own?.account && answer.account?.id === own.account.id;
  return answer.code === "channel_taken" && !itself ? "taken" : null;
}

function Verdicts({ check, own }: { check: LiveCheck<TelegramCheck> & { again: () => void }; own: Channel | undefined }) {
  const { t } = useTranslation("channels");
  const problemText = useProblemText();
  return (
    <ul className={styles.verdicts} aria-live="polite">
      {check.state === "checking" ? <Verdict tone="wait">{t("telegram.checking")}</Verdict> : null}
      {check.state === "failed" ? (
        <Verdict tone={check.problem.code === "wrong_token" ? "bad" : "warn"} again={check.again}>
          {check.problem.code === "wrong_token" ? t("telegram.wrong") : problemText(check.problem)}
        </Verdict>
      ) : null}
      {check.state === "done" ? <Answer answer={check.answer} tookMs={check.tookMs} own={own} again={check.again} /> : null}
    </ul>
  );
}

function Answer({ answer, tookMs, own, again }: { answer: TelegramCheck; tookMs: number; own: Channel | undefined; again: () => void }) {
  const { t, i18n } = useTranslation("channels");
  const refusal = refusalOf(answer, own);
  if (refusal === "wrong") return <Verdict tone="bad">{t("telegram.wrong")}</Verdict>;
  const seconds = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 }).format(Math.max(0.1, tookMs / 1000));
  return (
    <>
      {answer.account ? (
        <Verdict tone="good" after={t("telegram.seconds", { seconds })}>
          {t("telegram.good", answer.account)}
        </Verdict>
      ) : null}
      {answer.code === "provider_unavailable" ? (
        <Verdict tone="warn" again={again}>
          {t("telegram.unavailable")}
        </Verdict>
      ) : null}
      {answer.account && refusal !== "taken" ? (
        answer.other_webhook || answer.code === "has_webhook" ? (
          <Verdict tone="warn">
            {answer.other_webhook ? t("telegram.other", { url: hostOf(answer.other_webhook) }) : t("telegram.otherUnknown")}
          </Verdict>
        ) : (
          <Verdict tone="good">{t("telegram.noOther")}</Verdict>
        )
      ) : null}
      {refusal === "taken" ? (
        <Verdict tone="bad">{t("telegram.taken")}</Verdict>
      ) : answer.account && !own ? (
        <Verdict tone="good">{t("telegram.free")}</Verdict>
      ) : null}
      {answer.groups && refusal === null ? <Verdict tone="info">{t("telegram.groups")}</Verdict> : null}
    </>
  );
}

const icons = { good: IconCircleCheck, bad: IconCircleX, warn: IconAlertTriangle, info: IconInfoCircle, wait: IconLoader2 } as const;

export function Verdict(props: { tone: keyof typeof icons; after?: ReactNode; again?: (() => void) | undefined; children: ReactNode }) {
  const { t } = useTranslation("channels");
  const Icon = icons[props.tone];
  return (
    <li className={styles.verdict} data-tone={props.tone}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <span>{props.children}</span>
      {props.after ? <small>{props.after}</small> : null}
      {props.again ? (
        <button type="button" className={styles.again} onClick={props.again}>
          {t("telegram.again")}
        </button>
      ) : null}
    </li>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url.slice(0, 60);
  }
}
