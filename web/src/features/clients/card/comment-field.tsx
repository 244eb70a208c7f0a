/** The amber field of the card, for a new comment and for changing one. */
import { Button } from "@mantine/core";
import { IconAt, IconLock } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useMe } from "@/api/session";
import { useCompletion } from "@/components/completion";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import { mentionSign, useMentions } from "../comments/use-mentions";
import { COMMENT_MAX } from "../composer/composer";
import { useEmojiNames } from "../composer/emoji/use-emoji-names";
import styles from "./comments.module.css";

export interface CommentFieldProps {
  label: string;
  text: string;
  responsible: number | null;
  submit: string;
  busy?: boolean;
  autoFocus?: boolean;
  onText: (text: string) => void;
  onSubmit: (text: string, mentionIds: number[]) => void;
  /** Esc, and a button beside the one that submits. */
  onCancel?: () => void;
  onLeave?: () => void;
}

export function CommentField(props: CommentFieldProps) {
  const { text, onText, onCancel, onLeave } = props;
  const { t } = useTranslation(["clients", "common"]);
  const field = useRef<HTMLTextAreaElement>(null);
  const byEnter = useMe().employee.send_key === "enter";
  const mentions = useMentions(props.responsible);
  const emoji = useEmojiNames(text);
  const completion = useCompletion({ field, text, onText, sources: [mentions.source, emoji], below: true });
  const words = text.trim();
  const ready = words !== "" && text.length <= COMMENT_MAX && !props.busy;
  const submit = () => {
    if (ready) props.onSubmit(words, mentions.ids(words));
  };
  const leave = useRef(onLeave);
  leave.current = onLeave;
  useEffect(() => () => leave.current?.(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the opening of the field takes the focus
  useEffect(() => {
    if (!props.autoFocus) return;
    field.current?.focus();
    field.current?.setSelectionRange(text.length, text.length);
  }, []);
  return (
    <div className={styles.field}>
      <p className={styles.only}>
        <IconLock size={14} stroke={2} aria-hidden />
        {t("comment.onlyTeam")}
      </p>
      <textarea
        ref={field}
        className="scroll"
        aria-label={props.label}
        placeholder={t("comment.placeholder")}
        rows={2}
        maxLength={COMMENT_MAX}
        value={text}
        {...completion.field}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || completion.onKeyDown(event)) return;
          if (event.key === "Enter" && !event.shiftKey && (event.ctrlKey || event.metaKey || byEnter)) {
            event.preventDefault();
            submit();
          }
          if (event.key === "Escape") {
            // The drawer around the card has its own meaning for Esc; the field comes first.
            event.stopPropagation();
            if (onCancel) onCancel();
            else event.currentTarget.blur();
          }
        }}
      />
      {completion.list}
      <div className={styles.tools}>
        <IconButton size="sm" label={t("comment.mention")} keys="@" onClick={() => completion.insert(mentionSign)}>
          <IconAt size={18} stroke={1.75} />
        </IconButton>
        <span className={styles.grow} />
        <span className={styles.key} aria-hidden>
          {byEnter ? "Enter" : "Ctrl Enter"}
        </span>
        {onCancel ? (
          <Button size="xs" variant="subtle" color="gray" className={styles.cancel ?? ""} onClick={onCancel}>
            {t("common:cancel")}
          </Button>
        ) : null}
        <Button
          size="xs"
          className={styles.leave ?? ""}
          aria-disabled={!ready}
          data-off={!ready || undefined}
          loading={props.busy ?? false}
          onClick={submit}
        >
          {props.submit}
        </Button>
      </div>
    </div>
  );
}
