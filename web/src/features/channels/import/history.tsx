/** Imports of the last week: opened again, their lines with errors taken home, deleted. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconClock, IconDownload, IconLoader2, IconPlayerStop, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useEmployees } from "@/api/queries";
import type { Channel, Import, ImportState } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { Box, page, StateTag, type Tone, WaitingRows } from "@/components/page/parts";
import { ErrorNote } from "@/components/state-note";
import { useMoment } from "@/components/use-moment";
import { Window, WindowFoot } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize, number } from "@/lib/text";
import styles from "./imports.module.css";
import { useImportActions, useImports } from "./use-import";

const icon = { size: 14, stroke: 2, "aria-hidden": true } as const;
const TAGS: Record<ImportState, [Tone, ReactNode]> = {
  ready: ["quiet", <IconClock key="i" {...icon} />],
  checking: ["wait", <IconLoader2 key="i" {...icon} />],
  checked: ["wait", <IconCircleCheck key="i" {...icon} />],
  running: ["wait", <IconLoader2 key="i" {...icon} />],
  done: ["good", <IconCircleCheck key="i" {...icon} />],
  stopped: ["quiet", <IconPlayerStop key="i" {...icon} />],
  failed: ["bad", <IconAlertTriangle key="i" {...icon} />],
};

function isOpen(one: Import): boolean {
  return one.state === "checking" || one.state === "running";
}

export function History({ channel }: { channel: Channel }) {
  const { t } = useTranslation(["imports", "common"]);
  const imports = useImports(channel.id);
  const actions = useImportActions();
  const [dropping, setDropping] = useState<Import | null>(null);
  const items = imports.data?.items;
  return (
    <Box label={t("history.title")}>
      <div className={styles.historyHead}>
        <h2 className={page.h2}>{t("history.title")}</h2>
        <small>{items?.length === 0 ? t("history.empty") : t("history.lead")}</small>
      </div>
      {items ? (
        <ul className={styles.history}>
          {items.map((one) => (
            <Row key={one.id} one={one} onErrors={() => actions.errors.mutate(one)} onDrop={() => setDropping(one)} />
          ))}
        </ul>
      ) : imports.error ? (
        <ErrorNote error={imports.error} onRetry={() => void imports.refetch()} />
      ) : (
        <WaitingRows rows={1} label={t("common:loading")} />
      )}
      <Window title={t("history.deleteTitle")} lead={dropping?.file_name} opened={dropping !== null} onClose={() => setDropping(null)}>
        <p className={styles.text}>{t("history.deleteText")}</p>
        <WindowFoot>
          <Button size="md" variant="default" onClick={() => setDropping(null)}>
            {t("common:cancel")}
          </Button>
          <Button
            size="md"
            color="red"
            loading={actions.drop.isPending}
            onClick={() => dropping && actions.drop.mutate(dropping, { onSettled: () => setDropping(null) })}
          >
            {t("common:delete")}
          </Button>
        </WindowFoot>
      </Window>
    </Box>
  );
}

function Row({ one, onErrors, onDrop }: { one: Import; onErrors: () => void; onDrop: () => void }) {
  const { t, i18n } = useTranslation("imports");
  const moment = useMoment();
  const author = useEmployees().find((employee) => employee.id === one.employee_id)?.name;
  const [tone, mark] = TAGS[one.state];
  const say = (count: number) => number(count, i18n.language);
  const counts =
    one.lines > 0
      ? [
          `${t("count.created")}: ${say(one.created)}`,
          `${t("count.changed")}: ${say(one.changed)}`,
          ...(one.failed > 0 ? [`${t("count.failed")}: ${say(one.failed)}`] : []),
        ]
      : [];
  return (
    <li>
      <div>
        <Link
          className={styles.file}
          to="/channels/$channelId/imports/$importId"
          params={{ channelId: String(one.channel_id), importId: String(one.id) }}
          aria-label={t("history.open", { name: one.file_name })}
          title={one.file_name}
        >
          {one.file_name}
        </Link>
        <small>{[moment(one.created_at), author, fileSize(one.size, i18n.language), ...counts].filter(Boolean).join(" · ")}</small>
      </div>
      <StateTag tone={tone} icon={mark}>
        {t(`state.${one.state}`)}
      </StateTag>
      <span className={styles.rowActions}>
        {one.failed > 0 && !isOpen(one) ? (
          <IconButton label={t("run.errors")} onClick={onErrors}>
            <IconDownload size={18} stroke={1.75} />
          </IconButton>
        ) : null}
        {isOpen(one) ? null : (
          <IconButton label={t("history.delete", { name: one.file_name })} onClick={onDrop}>
            <IconTrash size={18} stroke={1.75} />
          </IconButton>
        )}
      </span>
    </li>
  );
}
