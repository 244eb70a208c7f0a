/** One comment in the card: who, when, the words, and its menu; or one that is still on its way. */
import { Button, Menu } from "@mantine/core";
import { IconArrowRight, IconClock, IconDots, IconPencil, IconPin, IconPinFilled, IconPinnedOff, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useEmployees } from "@/api/queries";
import { useCan, useMe } from "@/api/session";
import type { Message } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { IconButton } from "@/components/icon-button";
import { LazyMenu } from "@/components/lazy-menu";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useActionTime } from "../action-time";
import { CommentText } from "../comments/comment-text";
import { useCommentRights, useEditComment, useEraseComment } from "../comments/use-comment-actions";
import type { Outgoing } from "../composer/outbox";
import { useDesk } from "../desk";
import { usePinMessage } from "../dialog/use-pins";
import { showMessage } from "../jump";
import { CommentField } from "./comment-field";
import styles from "./comments.module.css";

export interface CommentItemProps {
  comment: Message;
  responsible: number | null;
  onShown?: (() => void) | undefined;
}

export function CommentItem({ comment, responsible, onShown }: CommentItemProps) {
  const { t } = useTranslation(["clients", "common"]);
  const time = useActionTime();
  const [text, setText] = useState<string | null>(null);
  const edit = useEditComment(() => setText(null));
  const pinned = comment.pinned_at !== null;
  if (text !== null) {
    return (
      <li>
        <CommentField
          label={t("comment.editField")}
          text={text}
          responsible={responsible}
          submit={t("common:save")}
          busy={edit.isPending}
          autoFocus
          onText={setText}
          onSubmit={(words, mention_ids) => {
            if (words === comment.text) setText(null);
            else edit.mutate({ comment, text: words, mention_ids });
          }}
          onCancel={() => setText(null)}
        />
      </li>
    );
  }
  return (
    <li className={styles.comment} data-comment={comment.id}>
      {pinned ? (
        <div className={styles.pinned}>
          <IconPinFilled size={14} aria-hidden />
          <b>{t("list.pinned")}</b> · {t("comment.pinnedHint")}
        </div>
      ) : null}
      <div className={styles.head}>
        <Author comment={comment} />
        <span className={styles.when}>
          <time dateTime={new Date(comment.sent_at).toISOString()}>{time(comment.sent_at)}</time>
          {comment.edited_at !== null ? ` · ${t("message.edited")}` : ""}
        </span>
        <CommentMenu comment={comment} onEdit={() => setText(comment.text)} onShown={onShown} />
      </div>
      <CommentText className={styles.words} text={comment.text} />
    </li>
  );
}

function Author({ comment }: { comment: Message }) {
  const { t } = useTranslation("clients");
  const employees = useEmployees();
  const employee = employees.find((one) => one.id === comment.author_id);
  const name = comment.author_name ?? employee?.name ?? t(`author.${comment.author_kind}`);
  return (
    <>
      <Avatar id={comment.author_id ?? 0} name={name} url={employee?.avatar_url ?? null} size={18} />
      <b className="ellipsis">{name}</b>
    </>
  );
}

function CommentMenu({ comment, onEdit, onShown }: { comment: Message; onEdit: () => void; onShown?: (() => void) | undefined }) {
  const { t } = useTranslation(["clients", "common"]);
  const mayWrite = useCan("dialogs.write");
  const can = useCommentRights()(comment);
  const erase = useEraseComment();
  const pin = usePinMessage();
  const pinned = comment.pinned_at !== null;
  const show = () => {
    showMessage(comment.client_id, comment.id);
    onShown?.();
  };
  return (
    <LazyMenu
      position="bottom-end"
      width={220}
      button={
        <IconButton size="xs" label={t("comment.menu")}>
          <IconDots size={16} stroke={2} />
        </IconButton>
      }
    >
      <Menu.Dropdown>
        {can.edit ? (
          <Menu.Item leftSection={<IconPencil size={18} stroke={1.75} />} onClick={onEdit}>
            {t("message.edit")}
          </Menu.Item>
        ) : null}
        {mayWrite ? (
          <Menu.Item
            leftSection={pinned ? <IconPinnedOff size={18} stroke={1.75} /> : <IconPin size={18} stroke={1.75} />}
            onClick={() => pin({ message: comment, on: !pinned })}
          >
            {pinned ? t("pins.unpin") : t("pins.pin")}
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconArrowRight size={18} stroke={1.75} />} onClick={show}>
          {t("comment.showInDialog")}
        </Menu.Item>
        {can.erase ? (
          <>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={18} stroke={1.75} />} onClick={() => erase(comment)}>
              {t("common:delete")}
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </LazyMenu>
  );
}

/** Its words are on this device until the server has them. */
export function PendingComment({ entry }: { entry: Outgoing }) {
  const { t } = useTranslation(["clients", "common"]);
  const { employee } = useMe();
  const { outbox, notes } = useDesk();
  const problemText = useProblemText();
  const stopped = entry.state === "stopped";
  const back = () => {
    const taken = outbox.withdraw(entry.client_ref);
    if (!taken) return;
    const now = notes.of(entry.client_id);
    notes.set(entry.client_id, { ...now, text: [taken.text, now.text].filter(Boolean).join("\n"), at: Date.now() });
  };
  return (
    <li className={styles.comment} data-waiting>
      <div className={styles.head}>
        <Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={18} />
        <b className="ellipsis">{employee.name}</b>
        <span className={styles.when}>
          <IconClock size={14} stroke={2} aria-hidden /> {t("comment.sending")}
        </span>
      </div>
      <CommentText className={styles.words} text={entry.text} />
      {stopped ? (
        <div className={styles.stopped} role="alert">
          <span>
            {entry.problem?.fields?.mention_ids !== undefined
              ? t("comment.mentionRefused")
              : entry.problem
                ? problemText(entry.problem)
                : t("lost.other")}
          </span>
          <Button size="xs" variant="subtle" onClick={() => outbox.repeat(entry.client_ref)}>
            {t("common:retry")}
          </Button>
          <Button size="xs" variant="subtle" onClick={back}>
            {t("pending.edit")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
