/**
 * Sound and desktop notices of a new message, by the profile. Nothing rings for what is being looked at,
 * for others' dialogs or for blocked clients.
 */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { knownDialog } from "@/api/dialog-cache";
import { unread } from "@/api/dialogs";
import { onMessage } from "@/api/live-page";
import { useMe } from "@/api/session";
import type { Message } from "@/api/types";

const QUIET_MS = 2_000;

export function useNotices(): void {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { t } = useTranslation("clients");
  const { id, sound, desktop_notifications: desktop } = useMe().employee;
  useEffect(() => {
    let last = 0;
    return onMessage((message) => {
      if (!worthANotice(queryClient, message, id)) return;
      const now = Date.now();
      // A burst of messages is one ring.
      if (now - last < QUIET_MS) return;
      last = now;
      if (sound) ring();
      if (!desktop || typeof Notification === "undefined" || Notification.permission !== "granted") return;
      const name = knownDialog(queryClient, message.client_id)?.name ?? "";
      const notice = new Notification(name, { body: message.text.slice(0, 160) || t("list.media"), tag: `client-${message.client_id}` });
      notice.onclick = () => {
        window.focus();
        notice.close();
        void navigate({ to: "/clients/$clientId", params: { clientId: String(message.client_id) } });
      };
    });
  }, [queryClient, navigate, t, id, sound, desktop]);
}

function worthANotice(client: QueryClient, message: Message, me: number): boolean {
  if (message.kind !== "in") return false;
  const dialog = knownDialog(client, message.client_id);
  if (dialog && unread(dialog, me) === 0) return false;
  const looking = document.visibilityState === "visible" && location.pathname === `/clients/${message.client_id}`;
  return !looking;
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
