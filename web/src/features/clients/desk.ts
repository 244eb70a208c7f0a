/** The operator's own things in this section: messages on their way and drafts. One of each per project and employee. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onDraft } from "@/api/live-page";
import { connection } from "@/api/live-state";
import { putMessage } from "@/api/message-cache";
import { post } from "@/api/request";
import { useCan, useMe } from "@/api/session";
import { putComment } from "@/api/side-cache";
import type { Message } from "@/api/types";
import { Drafts } from "./composer/drafts";
import { Outbox } from "./composer/outbox";
import { COMPOSER_ID } from "./focus";

export interface Desk {
  /** Project and employee. */
  owner: string;
  outbox: Outbox;
  drafts: Drafts;
  /** Comments begun in the card; the composer's drafts are others. */
  notes: Drafts;
}

let current: { owner: string; client: QueryClient; desk: Desk } | null = null;

export function useDesk(): Desk {
  const queryClient = useQueryClient();
  const me = useMe();
  return deskOf(queryClient, `${me.project?.id ?? 0}.${me.employee.id}`);
}

/** Starts the queue and keeps it going as long as the section is on the screen or the page is open. */
export function useDeskAtWork(): void {
  const desk = useDesk();
  useDraftsEverywhere(desk);
  useEffect(() => {
    desk.outbox.start();
    const unwatch = connection.subscribe(() => {
      if (connection.get() === "open") desk.outbox.hurry();
    });
    const flush = () => {
      desk.drafts.flush();
      desk.notes.flush();
    };
    const hidden = () => {
      if (document.visibilityState === "hidden") flush();
    };
    window.addEventListener("pagehide", flush);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      unwatch();
      flush();
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [desk]);
}

/** The drafts of this employee's other devices. Without a connection those of this one are all there is, and enough. */
function useDraftsEverywhere({ drafts, owner }: Desk): void {
  const mayWrite = useCan("dialogs.write");
  useEffect(() => {
    if (!mayWrite) return;
    let over = false;
    const stops: (() => void)[] = [];
    const begin = async () => {
      const { DraftSync, draftServer } = await import("./composer/draft-sync");
      if (over) return;
      const sync = new DraftSync({ drafts, server: draftServer, key: `beseda.known.${owner}`, focused: isWriting });
      // What fails now is asked for again when the line is back.
      const start = () => sync.start().catch(() => undefined);
      stops.push(
        () => sync.stop(),
        onDraft((client) => void sync.told(client).catch(() => undefined)),
        connection.subscribe(() => {
          if (connection.get() === "open") void start();
        }),
      );
      await start();
    };
    void begin().catch(() => undefined);
    return () => {
      over = true;
      for (const stop of stops) stop();
    };
  }, [drafts, owner, mayWrite]);
}

/** The field of this dialog has the focus, in a window that is looked at. */
function isWriting(client: number): boolean {
  const field = document.activeElement;
  return document.hasFocus() && field instanceof HTMLElement && field.id === COMPOSER_ID && field.dataset.dialog === String(client);
}

function deskOf(client: QueryClient, owner: string): Desk {
  if (current?.owner === owner && current.client === client) return current.desk;
  current?.desk.outbox.close();
  const desk: Desk = {
    owner,
    outbox: new Outbox({
      prefix: `beseda.outbox.${owner}.`,
      storage: localStorage,
      send: (to, message) => post<Message>(`/api/v1/dialogs/${to}/messages`, message),
      sendComment: (to, comment) => post<Message>(`/api/v1/dialogs/${to}/comments`, comment),
      stored: (message) => {
        putMessage(client, message, "answer");
        putComment(client, message);
      },
    }),
    drafts: new Drafts(`beseda.draft.${owner}.`, localStorage, Date.now()),
    notes: new Drafts(`beseda.note.${owner}.`, localStorage, Date.now()),
  };
  current = { owner, client, desk };
  return desk;
}
