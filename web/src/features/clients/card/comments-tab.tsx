/** Комментарии: what the team says about the client. Pinned ones first, then the newest; a field on top. */
import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useMemo } from "react";
import { useCan } from "@/api/session";
import type { Dialog } from "@/api/types";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { useComments } from "../comments/use-comments";
import { emptyDraft } from "../composer/drafts";
import { useDesk } from "../desk";
import { usePins } from "../dialog/use-pins";
import { CommentField } from "./comment-field";
import { CommentItem, PendingComment } from "./comment-item";
import styles from "./comments.module.css";

/** `onShown`: the card lies over the dialog and must make way for a message shown there. */
export default function CommentsTab({ dialog, onShown }: { dialog: Dialog; onShown?: (() => void) | undefined }) {
  const { t } = useTranslation("clients");
  const client = dialog.client_id;
  const list = useComments(client);
  const pins = usePins(client);
  const { outbox } = useDesk();
  const queue = useStore(outbox.queue);
  const waiting = queue.filter((entry) => entry.client_id === client && entry.kind === "comment").toReversed();
  // Pinned ones come with the pins: the old ones among them are not on the first page.
  const pinned = useMemo(() => pins.filter((pin) => pin.kind === "comment"), [pins]);
  const rest = useMemo(() => list.comments.filter((comment) => !pinned.some((pin) => pin.id === comment.id)), [list.comments, pinned]);
  const empty = list.isSuccess && list.comments.length === 0 && waiting.length === 0;
  return (
    <div className={styles.tab}>
      <NewComment dialog={dialog} />
      {list.isError && list.comments.length === 0 ? <ErrorNote error={list.error} onRetry={() => void list.refetch()} /> : null}
      {empty ? (
        <StateNote icon={<IconLock size={28} stroke={1.5} />} title={t("comment.none")} text={t("comment.noneText")} />
      ) : list.isSuccess ? (
        <h3 className={styles.count}>{t("comment.count", { count: list.comments.length, shown: list.shown })}</h3>
      ) : null}
      <ul className={styles.list} aria-label={t("comment.list")}>
        {waiting.map((entry) => (
          <PendingComment key={entry.client_ref} entry={entry} />
        ))}
        {[...pinned, ...rest].map((comment) => (
          <CommentItem key={comment.id} comment={comment} responsible={dialog.responsible_id} onShown={onShown} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          className={styles.more ?? ""}
          size="xs"
          variant="subtle"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("comment.more")}
        </Button>
      ) : null}
    </div>
  );
}

/** Its draft is kept per client and apart from that of the composer. */
function NewComment({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const { notes, outbox } = useDesk();
  const client = dialog.client_id;
  const mayWrite = useCan("dialogs.write");
  const text = useStore(notes.all, (all) => (all.get(client) ?? emptyDraft).text);
  if (!mayWrite) return null;
  return (
    <CommentField
      label={t("comment.field", { name: dialog.name })}
      text={text}
      responsible={dialog.responsible_id}
      submit={t("comment.leave")}
      onText={(next) => notes.set(client, { ...emptyDraft, text: next, at: Date.now() })}
      onSubmit={(words, mention_ids) => {
        outbox.addComment({ client_id: client, client_ref: crypto.randomUUID(), text: words, mention_ids, at: Date.now() });
        notes.clear(client);
      }}
      onLeave={() => notes.leave(client)}
    />
  );
}
