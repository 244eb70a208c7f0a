/** The operator's own things in this section: messages on their way and drafts. One of each per project and employee. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { connection } from "@/api/live-state";
import { putMessage } from "@/api/message-cache";
import { post } from "@/api/request";
import { useMe } from "@/api/session";
import { putComment } from "@/api/side-cache";
import type { Message } from "@/api/types";
import { Drafts } from "./composer/drafts";
import { Outbox } from "./composer/outbox";

export interface Desk {
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
  useEffect(() => {
    desk.outbox.start();
    const unwatch = connection.subscribe(() => {
      if (connection.get() === "open") desk.outbox.hurry();
    });
    const flush = () => {
      desk.drafts.flush();
      desk.notes.flush();
    };
    window.addEventListener("pagehide", flush);
    return () => {
      unwatch();
      flush();
      window.removeEventListener("pagehide", flush);
    };
  }, [desk]);
}

function deskOf(client: QueryClient, owner: string): Desk {
  if (current?.owner === owner && current.client === client) return current.desk;
  current?.desk.outbox.close();
  const desk: Desk = {
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
