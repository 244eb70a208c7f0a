/**
 * Sound and desktop notices of a new message, by the profile. Nothing rings for what is being looked at,
 * for others' dialogs or for blocked clients. Who is named in a comment hears of it whoever's client it is.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { knownDialog } from "@/api/dialog-cache";
import { unread } from "@/api/dialogs";
import { onMention, onMessage } from "@/api/live-page";
import { useMe } from "@/api/session";
import type { Message } from "@/api/types";
import { showMessage } from "@/features/clients/jump";
import { showMention } from "./mention";

const QUIET_MS = 2_000;

export function useNotices(): void {
  const queryClient = useQueryClient();
  const { t } = useTranslation(["clients", "common"]);
  const { id, sound } = useMe().employee;
  const notify = useDesktopNotice();
  const open = useOpenDialog();
  useEffect(() => {
    let last = 0;
    return onMessage((message) => {
      if (!worthANotice(queryClient, message, id)) return;
      const now = Date.now();
      // A burst of messages is one ring.
      if (now - last < QUIET_MS) return;
      last = now;
      if (sound) ring();
      const name = knownDialog(queryClient, message.client_id)?.name ?? "";
      notify(name, message.text.slice(0, 160) || t("list.media"), `client-${message.client_id}`, () => open(message.client_id));
    });
  }, [queryClient, t, id, sound, notify, open]);
  useEffect(
    () =>
      onMention((comment) => {
        if (looksAt(comment.client_id)) return;
        if (sound) ring();
        const title = t("comment.mentioned", { name: comment.author_name ?? t("author.employee") });
        const show = () => {
          showMessage(comment.client_id, comment.id);
          open(comment.client_id);
        };
        showMention({ title, text: comment.text.slice(0, 160), open: t("comment.open"), close: t("common:close"), onOpen: show });
        notify(title, comment.text.slice(0, 160), `comment-${comment.id}`, show);
      }),
    [t, sound, notify, open],
  );
}

function useOpenDialog(): (client: number) => void {
  const navigate = useNavigate();
  return useCallback((client) => void navigate({ to: "/clients/$clientId", params: { clientId: String(client) } }), [navigate]);
}

/** By the system, when the employee wants it and the browser may. */
function useDesktopNotice(): (title: string, body: string, tag: string, onClick: () => void) => void {
  const { desktop_notifications: wanted } = useMe().employee;
  return useCallback(
    (title, body, tag, onClick) => {
      if (!wanted || typeof Notification === "undefined" || Notification.permission !== "granted") return;
      const notice = new Notification(title, { body, tag });
      notice.onclick = () => {
        window.focus();
        notice.close();
        onClick();
      };
    },
    [wanted],
  );
}

function worthANotice(client: QueryClient, message: Message, me: number): boolean {
  if (message.kind !== "in") return false;
  const dialog = knownDialog(client, message.client_id);
  if (dialog && unread(dialog, me) === 0) return false;
  return !looksAt(message.client_id);
}

function looksAt(client: number): boolean {
  return document.visibilityState === "visible" && location.pathname === `/clients/${client}`;
}

/** Two short quiet tones; a browser that has not been touched yet stays silent. */
function ring(): void {
  const context = new AudioContext();
  const tone = (frequency: number, from: number) => {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.value = frequency;
    gain.gain.setValueAtTime(0.06, context.currentTime + from);
    gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + from + 0.18);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(context.currentTime + from);
    oscillator.stop(context.currentTime + from + 0.2);
  };
  tone(660, 0);
  tone(880, 0.12);
  setTimeout(() => void context.close(), 600);
}
