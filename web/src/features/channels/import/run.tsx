/** The third step: the import on its way, and what came of it. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconLoader2, IconPlayerStop } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Channel, Import } from "@/api/types";
import { Box } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import wizard from "../wizard/wizard.module.css";
import { Counts, ErrorsButton, Way } from "./counts";
import styles from "./imports.module.css";
import { readTried } from "./settings";
import { useImportActions } from "./use-import";
import { useImportWords } from "./words";

interface Props {
  channel: Channel;
  one: Import;
  onAgain: () => void;
}

const marks = { running: IconLoader2, done: IconCircleCheck, stopped: IconPlayerStop, failed: IconAlertTriangle } as const;

export function Run({ channel, one, onAgain }: Props) {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const { stop, errors } = useImportActions();
  const { reason } = useImportWords();
  const state = one.state === "running" || one.state === "done" || one.state === "stopped" ? one.state : "failed";
  const came = one.created + one.changed > 0;
  const Mark = marks[state];
  const lead =
    state === "running" ? t("run.runningText") : state === "stopped" ? t("run.stoppedText") : one.problem ? reason(one.problem) : null;
  return (
    <div className="scroll" style={{ flex: 1, minHeight: 0 }}>
      <Box className={wizard.finish}>
        <div className={wizard.finishHead}>
          <span className={styles.mark} data-state={state}>
            <Mark size={24} stroke={1.75} aria-hidden />
          </span>
          <div className={styles.called}>
            <div role="status">
              <h2>{t(state === "done" && !came ? "run.doneNone" : `run.${state}`)}</h2>
            </div>
            <p className="ellipsis" title={one.file_name}>
              {one.file_name}
            </p>
          </div>
        </div>
        <div className={styles.stack}>
          {lead === null ? null : (
            <p className={state === "failed" ? styles.error : styles.text} role={state === "failed" ? "alert" : undefined}>
              {lead}
            </p>
          )}
          {state === "running" ? (
            <Way one={one} title={t("run.progress")} />
          ) : (
            <>
              <Counts one={one} />
              <ErrorsButton one={one} busy={errors.isPending} onClick={() => errors.mutate(one)} />
            </>
          )}
        </div>
        <div className={wizard.finishFoot}>
          {state === "running" ? (
            <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate(one.id)}>
              {t("run.stop")}
            </Button>
          ) : null}
          {came && state !== "running" ? (
            <Button onClick={() => void navigate({ to: "/clients", search: { filter: whoCame(channel, one) } })}>{t("run.clients")}</Button>
          ) : null}
          {state === "stopped" || state === "failed" ? (
            <Button variant={came ? "default" : "filled"} disabled={one.problem === "file_gone"} onClick={onAgain}>
              {t("run.again")}
            </Button>
          ) : null}
          {state === "running" ? null : (
            <Button
              variant="default"
              onClick={() => void navigate({ to: "/channels/$channelId/imports", params: { channelId: String(channel.id) } })}
            >
              {t("run.another")}
            </Button>
          )}
          <Button
            variant="subtle"
            color="gray"
            onClick={() => void navigate({ to: "/channels/$channelId", params: { channelId: String(channel.id) } })}
          >
            {t("run.toChannel")}
          </Button>
        </div>
      </Box>
    </div>
  );
}

/** The chosen lists say it best; whoever opens the import on another device has the channel to go by. */
function whoCame(channel: Channel, one: Import) {
  const lists = readTried(one.id)?.list_ids ?? [];
  return lists.length > 0 ? { list_ids: lists } : { channel_ids: [channel.id] };
}
