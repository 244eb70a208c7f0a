/**
 * Sound and desktop notices, by the profile and by what this device is to tell of. Nothing rings for what is being looked at,
 * for others' dialogs or for blocked clients. Who is named in a comment hears of it whoever's client it is.
 * Of several tabs one tells.
 */
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { onGiven, onMention, onMessage } from "@/api/live-page";
import { useMe } from "@/api/session";
import { showMessage } from "@/features/clients/jump";
import { useTranslation } from "@/i18n/use-translation";
import { type NoticeEvent, noticePrefs } from "@/lib/notice-prefs";
import { claim } from "@/lib/one-tab";
import { showMention } from "./mention";
import { eventOf } from "./notice-events";

const QUIET_MS = 2_000;
/** The tab where the dialog is being looked at speaks first: then the others have nothing to tell. */
const LOOKING_FIRST_MS = 80;

interface Notice {
  event: NoticeEvent;
  /** The same in every tab. */
  name: string;
  client: number;
  title: string;
  text: string;
  onClick: () => void;
}

export function useNotices(): void {
  const { t } = useTranslation(["clients", "common"]);
  const { id } = useMe().employee;
  const tell = useTell();
  const open = useOpenDialog();
  useEffect(
    () =>
      onMessage((message, dialog) => {
        const event = eventOf(message, dialog, id);
        if (event === null || dialog === null) return;
        void tell({
          event,
          name: `client-${message.client_id}.${message.id}`,
          client: message.client_id,
          title: dialog.name,
          text: message.text.slice(0, 160) || t("list.media"),
          onClick: () => open(message.client_id),
        });
      }),
    [t, id, tell, open],
  );
  useEffect(
    () =>
      onGiven((dialog) => {
        const { client_id: client, name } = dialog;
        const title = t("note.given", { name });
        void tell({
          event: "transfer",
          name: `given-${client}.${dialog.last_n}`,
          client,
          title,
          text: dialog.last?.text ?? "",
          onClick: () => open(client),
        });
      }),
    [t, tell, open],
  );
  useEffect(
    () =>
      onMention((comment) => {
        if (looksAt(comment.client_id)) return;
        const title = t("comment.mentioned", { name: comment.author_name ?? t("author.employee") });
        const text = comment.text.slice(0, 160);
        const show = () => {
          showMessage(comment.client_id, comment.id);
          open(comment.client_id);
        };
        showMention({ title, text, open: t("comment.open"), close: t("common:close"), onOpen: show });
        void tell({ event: "mention", name: `comment.${comment.id}`, client: comment.client_id, title, text, onClick: show });
      }),
    [t, tell, open],
  );
}

/** By sound and by the system, as far as the employee wants it, this device is set to it and the browser may. */
function useTell(): (notice: Notice) => Promise<void> {
  const { sound, desktop_notifications: desktop } = useMe().employee;
  return useCallback(
    async ({ event, name, client, title, text, onClick }) => {
      const looking = looksAt(client);
      if (!looking) await new Promise((resolve) => setTimeout(resolve, LOOKING_FIRST_MS));
      if (!(await claim(`beseda.notice.${name}`, QUIET_MS)) || looking) return;
      const wanted = noticePrefs.get()[event];
      // A burst is one ring.
      if (sound && wanted.sound && (await claim("beseda.ring", QUIET_MS))) ring();
      if (!desktop || !wanted.screen || typeof Notification === "undefined" || Notification.permission !== "granted") return;
      const notice = new Notification(title, { body: text, tag: name.split(".")[0] ?? name });
      notice.onclick = () => {
        window.focus();
        notice.close();
        onClick();
      };
    },
    [sound, desktop],
  );
}

function useOpenDialog(): (client: number) => void {
  const navigate = useNavigate();
  return useCallback((client) => void navigate({ to: "/clients/$clientId", params: { clientId: String(client) } }), [navigate]);
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
