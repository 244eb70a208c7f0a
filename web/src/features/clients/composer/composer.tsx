/**
 * Where an answer is written. The text belongs to its dialog from the first letter (drafts) to the server's answer
 * (outbox); sending clears the field at once and loses nothing.
 */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPaperclip, IconSend2 } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { tellTyping } from "@/api/live-page";
import { putMessage } from "@/api/message-cache";
import { patch, problemOf } from "@/api/request";
import { useMe } from "@/api/session";
import type { Dialog, Message } from "@/api/types";
import { ChannelBadge } from "@/components/channel-badge";
import { IconButton } from "@/components/icon-button";
import { useProblemText } from "@/components/problem-text";
import { useStore } from "@/lib/store";
import { useDesk } from "../desk";
import { COMPOSER_ID } from "../focus";
import { useBlock, useCapabilities } from "./block";
import styles from "./composer.module.css";
import { EditBar, FileChips, ReplyBar } from "./composer-bars";
import { type Draft, emptyDraft } from "./drafts";
import { Grip, useFieldHeight } from "./grip";
import { partsOf, showsCounter } from "./parts";
import { useUploads } from "./use-uploads";

export interface ComposerProps {
  dialog: Dialog;
  editing: Message | null;
  onEditing: (message: Message | null) => void;
  lastOwn: Message | undefined;
  seenN: RefObject<number>;
  onSend: () => Promise<void>;
}

/** The API takes longer texts than one message holds; this bound keeps a pasted book out of the page. */
const TEXT_MAX = 40_000;
const TYPING_EVERY_MS = 3_000;

export function Composer(props: ComposerProps) {
  const { dialog, editing, onEditing } = props;
  const { t } = useTranslation(["clients", "common"]);
  const { drafts } = useDesk();
  const client = dialog.client_id;
  const draft = useStore(drafts.all, (all) => all.get(client) ?? emptyDraft);
  const capabilities = useCapabilities(dialog);
  const block = useBlock(dialog);
  const uploads = useUploads(client, drafts, capabilities);
  const field = useRef<HTMLTextAreaElement>(null);
  const [edited, setEdited] = useState("");
  const text = editing ? edited : draft.text;
  const height = useFieldHeight(field, text);
  const typing = useTypingNotice(client);
  const send = useSend(props, draft);
  const save = useSaveEdit(editing, onEditing);
  useEffect(() => setEdited(editing?.text ?? ""), [editing]);
  useEffect(() => () => drafts.flush(), [drafts]);

  const ready =
    block === null &&
    !uploads.busy &&
    (editing ? edited.trim() !== "" && edited !== editing.text : text.trim() !== "" || draft.files.length > 0);
  const submit = () => {
    if (!ready || save.isPending) return;
    if (editing) save.mutate(edited);
    else send();
    field.current?.focus();
  };
  const onText = (next: string) => {
    if (editing) return setEdited(next);
    drafts.set(client, { ...draft, text: next, at: Date.now() });
    if (next !== "") typing();
  };
  const sendKey = useMe().employee.send_key;
  const max = capabilities?.text_max;
  const takesFiles = (capabilities?.files_per_message ?? 0) > 0 && !editing;
  return (
    <section
      className={styles.composer}
      aria-label={t("composer.label")}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (takesFiles && block === null) uploads.add(event.dataTransfer.files);
      }}
    >
      <Grip height={height} />
      <div className={styles.box} data-off={block !== null || undefined}>
        {block !== null ? (
          <p className={styles.blocked} role="status" id="composer-block">
            {t(`block.${block}`)}
          </p>
        ) : null}
        {editing ? <EditBar message={editing} onCancel={() => onEditing(null)} /> : null}
        {!editing && draft.reply_to ? (
          <ReplyBar reply={draft.reply_to} onCancel={() => drafts.set(client, { ...draft, reply_to: null })} />
        ) : null}
        {!editing ? (
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
          className={`${styles.field} scroll`}
          style={{ height: height.value }}
          value={text}
          maxLength={TEXT_MAX}
          rows={1}
          data-send-key={sendKey}
          disabled={block !== null && text === ""}
          readOnly={block !== null}
          aria-describedby={block !== null ? "composer-block" : undefined}
          aria-label={t("composer.field", { name: dialog.name })}
          placeholder={t(`composer.placeholder.${dialog.channel_kind}`)}
          onChange={(event) => onText(event.currentTarget.value)}
          onKeyDown={(event) => onKey(event, props, submit, draft, drafts.set.bind(drafts))}
          onPaste={(event) => {
            if (event.clipboardData.files.length === 0 || !takesFiles) return;
            event.preventDefault();
            uploads.add(event.clipboardData.files);
          }}
        />
        <div className={styles.tools}>
          <span className={styles.channel}>
            <ChannelBadge kind={dialog.channel_kind} inline />
            <span>{t(`common:channelKind.${dialog.channel_kind}`)}</span>
          </span>
          {takesFiles ? <Attach onFiles={uploads.add} reason={block === null ? null : t(`block.${block}`)} /> : null}
          <span className={styles.grow} />
          <Counter length={text.length} max={max} />
          <SendButton ready={ready} editing={editing !== null} busy={save.isPending} onClick={submit} />
        </div>
      </div>
    </section>
  );
}

/** Enter or Ctrl+Enter sends, by the profile; Esc leaves reply or edit, then the field; ↑ in an empty field edits the last own message. */
function onKey(
  event: KeyboardEvent<HTMLTextAreaElement>,
  props: ComposerProps,
  submit: () => void,
  draft: Draft,
  set: (client: number, draft: Draft) => void,
): void {
  if (event.nativeEvent.isComposing) return;
  const mod = event.ctrlKey || event.metaKey;
  const byEnter = event.currentTarget.dataset.sendKey === "enter";
  if (event.key === "Enter" && !event.shiftKey && (mod || byEnter)) {
    event.preventDefault();
    return submit();
  }
  if (event.key === "Escape") {
    event.preventDefault();
    if (props.editing) return props.onEditing(null);
    if (draft.reply_to) return set(props.dialog.client_id, { ...draft, reply_to: null });
    return event.currentTarget.blur();
  }
  if (event.key === "ArrowUp" && event.currentTarget.value === "" && !props.editing && props.lastOwn) {
    event.preventDefault();
    props.onEditing(props.lastOwn);
  }
}

function useSend({ dialog, seenN, onSend }: ComposerProps, draft: Draft): () => void {
  const { drafts, outbox } = useDesk();
  return () => {
    const client = dialog.client_id;
    outbox.add({
      client_id: client,
      client_ref: crypto.randomUUID(),
      text: draft.text.trim(),
      reply_to: draft.reply_to,
      files: draft.files,
      seen_n: seenN.current > 0 ? seenN.current : null,
      at: Date.now(),
    });
    drafts.clear(client);
    onSend().catch(() => undefined);
  };
}

function useSaveEdit(editing: Message | null, onEditing: (message: Message | null) => void) {
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  return useMutation({
    mutationFn: (text: string) => patch<Message>(`/api/v1/dialogs/${editing?.client_id}/messages/${editing?.id}`, { text }),
    onSuccess: (message) => {
      putMessage(queryClient, message, "frame");
      onEditing(null);
    },
    onError: (error) => notifications.show({ color: "red", message: problemText(problemOf(error)) }),
  });
}

/** Tells the others at most every three seconds. */
function useTypingNotice(client: number): () => void {
  const last = useRef(0);
  return () => {
    const now = Date.now();
    if (now - last.current < TYPING_EVERY_MS) return;
    last.current = now;
    tellTyping(client);
  };
}

function Attach({ onFiles, reason }: { onFiles: (files: Iterable<File>) => void; reason: string | null }) {
  const { t } = useTranslation("clients");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          if (event.currentTarget.files) onFiles(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <IconButton label={t("composer.attach")} reason={reason} onClick={() => input.current?.click()}>
        <IconPaperclip size={20} stroke={1.75} />
      </IconButton>
    </>
  );
}

function Counter({ length, max }: { length: number; max: number | undefined }) {
  const { t } = useTranslation("clients");
  if (!showsCounter(length, max)) return null;
  const parts = partsOf(length, max);
  return (
    <span className={styles.counter} role="status" data-over={parts > 1 || undefined}>
      {length} / {max}
      {parts > 1 ? ` · ${t("composer.parts", { count: parts })}` : ""}
    </span>
  );
}

function SendButton({ ready, editing, busy, onClick }: { ready: boolean; editing: boolean; busy: boolean; onClick: () => void }) {
  const { t } = useTranslation(["clients", "common"]);
  const key = useMe().employee.send_key === "enter" ? "Enter" : "Ctrl+Enter";
  const label = editing ? t("common:save") : t("composer.send");
  return (
    <Button
      className={styles.send ?? ""}
      leftSection={<IconSend2 size={18} stroke={1.75} aria-hidden />}
      aria-disabled={!ready}
      data-off={!ready || undefined}
      loading={busy}
      title={`${label}  ${key}`}
      onClick={onClick}
    >
      <span className={styles.sendWord}>{label}</span>
    </Button>
  );
}
