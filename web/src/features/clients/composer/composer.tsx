/**
 * Where an answer is written. The text belongs to its dialog from the first letter (drafts) to the server's answer
 * (outbox); sending clears the field at once and loses nothing. In comment mode the same words are for the team.
 */
import { IconLock } from "@tabler/icons-react";
import { type KeyboardEvent, memo, type RefObject, useEffect, useRef, useState } from "react";
import { useMe } from "@/api/session";
import type { Dialog, Message } from "@/api/types";
import { type Completion, useCompletion } from "@/components/completion";
import { useShortcuts } from "@/components/shortcuts";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { mentionSign, useMentions } from "../comments/use-mentions";
import { useDesk } from "../desk";
import { COMPOSER_ID, focusComposer } from "../focus";
import { timerAsked } from "../scheduled/asked";
import { TimerButton } from "../scheduled/timer-button";
import { type Block, useBlock, useCapabilities } from "./block";
import styles from "./composer.module.css";
import { EditBar, FileChips, ReplyBar } from "./composer-bars";
import { Addressee, Attach, CommentSwitch, Counter, MentionButton, SendButton } from "./composer-tools";
import { type Draft, emptyDraft } from "./drafts";
import { EmojiButton } from "./emoji/button";
import { useEmojiNames } from "./emoji/use-emoji-names";
import { Grip, useFieldHeight } from "./grip";
import { SendMenu } from "./send-menu";
import { useSaveEdit, useSend, useTypingNotice } from "./use-send";
import { useUploads } from "./use-uploads";

export interface ComposerProps {
  dialog: Dialog;
  editing: Message | null;
  onEditing: (message: Message | null) => void;
  lastOwn: Message | undefined;
  seenN: RefObject<number>;
  onSend: (kind: "message" | "comment") => Promise<void>;
}

/** The API takes longer texts than one message holds; this bound keeps a pasted book out of the page. */
const TEXT_MAX = 40_000;
export const COMMENT_MAX = 4_000;

export const Composer = memo(function Composer(props: ComposerProps) {
  const { dialog, editing, onEditing } = props;
  const { t } = useTranslation(["clients", "common"]);
  const { drafts } = useDesk();
  const client = dialog.client_id;
  const draft = useStore(drafts.all, (all) => all.get(client) ?? emptyDraft);
  const capabilities = useCapabilities(dialog);
  const comment = editing ? editing.kind === "comment" : draft.comment;
  const clientBlock = useBlock(dialog);
  const block = comment ? teamBlock(clientBlock) : clientBlock;
  const uploads = useUploads(client, drafts, capabilities);
  const field = useRef<HTMLTextAreaElement>(null);
  const [edited, setEdited] = useState("");
  const text = editing ? edited : draft.text;
  const height = useFieldHeight(field, text);
  const typing = useTypingNotice(client);
  const change = (more: Partial<Draft>) => drafts.set(client, { ...draft, ...more, at: Date.now() });
  const onText = (next: string) => {
    if (editing) return setEdited(next);
    change({ text: next });
    if (next !== "" && !comment) typing();
  };
  const mentions = useMentions(dialog.responsible_id);
  const emoji = useEmojiNames(text);
  const sources = block !== null ? [] : comment ? [mentions.source, emoji] : [emoji];
  const completion = useCompletion({ field, text, onText, sources });
  const send = useSend({ ...props, draft, mentionIds: mentions.ids });
  const saving = useSaveEdit(editing, mentions.ids, () => onEditing(null));
  useEffect(() => setEdited(editing?.text ?? ""), [editing]);
  useEffect(() => () => drafts.leave(client), [drafts, client]);

  const words = text.trim() !== "" && (!comment || text.length <= COMMENT_MAX);
  const something = editing ? words && edited !== editing.text : words || (!comment && draft.files.length > 0);
  const ready = block === null && something && (comment || !uploads.busy);
  const submit = (how?: { silent: boolean }) => {
    if (!ready || saving.busy) return;
    if (editing) saving.save(edited.trim());
    else send(how);
    field.current?.focus();
  };
  const switchMode = () => {
    change({ comment: !draft.comment });
    focusComposer();
  };
  const switchReason = teamBlock(clientBlock) ? t("block.noRight") : null;
  useShortcuts({
    KeyC: () => {
      if (!editing && switchReason === null) switchMode();
    },
  });
  const sendKey = useMe().employee.send_key;
  const takesFiles = (capabilities?.files_per_message ?? 0) > 0 && !editing && !comment;
  return (
    <section
      className={styles.composer}
      aria-label={comment ? t("message.comment") : t("composer.label")}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (takesFiles && block === null) uploads.add(event.dataTransfer.files);
      }}
    >
      <Grip height={height} />
      <div className={styles.box} data-off={block !== null || undefined} data-comment={comment || undefined}>
        {completion.list}
        {block !== null ? (
          <p className={styles.blocked} role="status" id="composer-block">
            {t(`block.${block}`)}
          </p>
        ) : null}
        {comment ? (
          <p className={styles.team} id="composer-team">
            <IconLock size={14} stroke={2} aria-hidden />
            {t("comment.hint")}
          </p>
        ) : null}
        {editing ? <EditBar message={editing} onCancel={() => onEditing(null)} /> : null}
        {!editing && !comment && draft.reply_to ? (
          <ReplyBar reply={draft.reply_to} onCancel={() => drafts.set(client, { ...draft, reply_to: null })} />
        ) : null}
        {!editing && !comment ? (
          <FileChips
            files={draft.files}
            uploads={uploads.uploads}
            onDrop={uploads.drop}
            onRepeat={uploads.repeat}
            onRemove={(id) => drafts.set(client, { ...draft, files: draft.files.filter((file) => file.id !== id) })}
          />
        ) : null}
        <textarea
          ref={field}
          id={COMPOSER_ID}
          data-dialog={client}
          className={`${styles.field} scroll`}
          style={{ height: height.value }}
          value={text}
          maxLength={TEXT_MAX}
          rows={1}
          data-send-key={sendKey}
          disabled={block !== null && text === ""}
          readOnly={block !== null}
          aria-describedby={block !== null ? "composer-block" : comment ? "composer-team" : undefined}
          aria-label={comment ? t("comment.field", { name: dialog.name }) : t("composer.field", { name: dialog.name })}
          placeholder={comment ? t("comment.placeholder") : t(`composer.placeholder.${dialog.channel_kind}`)}
          {...completion.field}
          onKeyDown={(event) => onKey(event, props, submit, comment, draft, change, completion)}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0 || !takesFiles) return;
            event.preventDefault();
            uploads.add(event.clipboardData.files);
          }}
        />
        <div className={styles.tools}>
          <Addressee dialog={dialog} comment={comment} />
          <EmojiButton
            reason={block === null ? null : t(`block.${block}`)}
            onPick={(sign) => completion.insert(sign, { focus: false })}
            onClose={() => field.current?.focus()}
          />
          {takesFiles ? <Attach onFiles={uploads.add} reason={block === null ? null : t(`block.${block}`)} /> : null}
          {comment && block === null ? <MentionButton onClick={() => completion.insert(mentionSign)} /> : null}
          <span className={styles.grow} />
          <Counter length={text.length} max={comment ? COMMENT_MAX : capabilities?.text_max} cut={!comment} />
          {editing ? null : <CommentSwitch on={comment} reason={switchReason} onClick={switchMode} />}
          {editing || comment ? null : (
            <TimerButton dialog={dialog} draft={draft} reason={block === null ? null : t(`block.${block}`)} ready={ready} />
          )}
          <SendButton
            ready={ready}
            editing={editing !== null}
            comment={comment}
            busy={saving.busy}
            onClick={() => submit()}
            menu={
              editing || comment || block !== null ? null : (
                <SendMenu
                  ready={ready}
                  onSend={submit}
                  onLater={() => timerAsked.set(client)}
                  onComment={switchMode}
                  commentReason={switchReason}
                />
              )
            }
          />
        </div>
      </div>
    </section>
  );
});

/** What keeps words from the client keeps none from the team; only the right to write is needed for both. */
function teamBlock(block: Block | null): Block | null {
  return block === "noRight" ? block : null;
}

/** Enter or Ctrl+Enter sends, by the profile; Esc leaves reply or edit, then the field; ↑ in an empty field edits the last own message. */
function onKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  props: ComposerProps,
  submit: () => void,
  comment: boolean,
  draft: Draft,
  change: (more: Partial<Draft>) => void,
  completion: Completion,
): void {
  if (event.nativeEvent.isComposing || completion.onKeyDown(event)) return;
  const mod = event.ctrlKey || event.metaKey;
  const byEnter = event.currentTarget.dataset.sendKey === "enter";
  if (event.key === "Enter" && event.shiftKey && mod && !comment && !props.editing) {
    event.preventDefault();
    return timerAsked.set(props.dialog.client_id);
  }
  if (event.key === "Enter" && !event.shiftKey && (mod || byEnter)) {
    event.preventDefault();
    return submit();
  }
  if (event.key === "Escape") {
    event.preventDefault();
    if (props.editing) return props.onEditing(null);
    if (draft.reply_to && !comment) return change({ reply_to: null });
    return event.currentTarget.blur();
  }
  if (event.key === "ArrowUp" && event.currentTarget.value === "" && !props.editing && !comment && props.lastOwn) {
    event.preventDefault();
    props.onEditing(props.lastOwn);
  }
}
