/** The clock beside "send" and the timer it opens. */
import { Popover } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { lazy, Suspense, useEffect } from "react";
import { remove } from "@/api/request";
import type { Dialog } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { showUndo } from "@/components/undo";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import type { Draft } from "../composer/drafts";
import { useDesk } from "../desk";
import { focusComposer } from "../focus";
import { timerAsked } from "./asked";
import { readLocal, shownDay } from "./moments";

const Timer = lazy(() => withWords(() => import("./timer"), "work"));

export interface TimerButtonProps {
  dialog: Dialog;
  draft: Draft;
  /** Why nothing can be sent here. */
  reason: string | null;
  /** There are words or files, and none is still on its way to the server. */
  ready: boolean;
}

export function TimerButton({ dialog, draft, reason, ready }: TimerButtonProps) {
  const { t } = useTranslation(["clients", "common"]);
  const { drafts } = useDesk();
  const client = dialog.client_id;
  const opened = useStore(timerAsked) === client;
  useEffect(() => () => timerAsked.set((now) => (now === client ? null : now)), [client]);
  const close = () => {
    timerAsked.set(null);
    focusComposer();
  };
  const button = (
    <IconButton
      label={t("composer.timer")}
      keys="Ctrl+Shift+Enter"
      reason={reason}
      on={opened}
      aria-haspopup="dialog"
      aria-expanded={opened}
      onClick={() => (opened ? close() : timerAsked.set(client))}
    >
      <IconClock size={20} stroke={1.75} />
    </IconButton>
  );
  if (!opened) return button;
  const done = ({ id, local_time }: { id: number; local_time: string }) => {
    const kept = draft;
    drafts.clear(client);
    close();
    const { day, time } = readLocal(local_time);
    showUndo({
      message: t("composer.scheduled", { day: shownDay(day), time }),
      undo: t("common:undo"),
      close: t("common:close"),
      onUndo: () =>
        // Sent by then or cancelled by a colleague: the words stay where they are.
        void remove(`/api/v1/dialogs/${client}/scheduled-messages/${id}`).then(
          () => {
            const now = drafts.of(client);
            drafts.set(client, {
              ...kept,
              text: [kept.text, now.text].filter((words) => words !== "").join("\n"),
              files: [...kept.files, ...now.files],
              at: Date.now(),
            });
          },
          () => undefined,
        ),
    });
  };
  const text = draft.text.trim();
  const message = ready ? { text, file_ids: draft.files.map((file) => file.id), reply_to: draft.reply_to?.id ?? null } : null;
  return (
    <Popover opened onChange={(next) => !next && close()} position="top-end" trapFocus returnFocus={false} withRoles={false}>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown
        role="dialog"
        aria-label={t("composer.timer")}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          close();
        }}
      >
        <Suspense fallback={null}>
          <Timer client={client} message={message} onDone={done} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
