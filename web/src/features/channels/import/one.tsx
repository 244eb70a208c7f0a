/** One import: its columns are chosen and tried, it runs, it has ended. Which of these is shown follows from its state. */
import { IconTableImport } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ProblemError } from "@/api/request";
import type { Channel, Import } from "@/api/types";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { Columns } from "./columns";
import { ImportFrame, type Step } from "./frame";
import { Run } from "./run";
import { useImport } from "./use-import";

export default function ImportPage() {
  const { channelId, importId } = useParams({ from: "/shell/channels/$channelId/imports/$importId" });
  const id = Number(importId);
  const one = useImport(id);
  // A file that was stopped or broke off can be begun anew; what came of it stays in sight until somebody says so.
  const [again, setAgain] = useState<number | null>(null);
  const choosing = one.data && (again === id || ["ready", "checking", "checked"].includes(one.data.state));
  const step = (data: Import | undefined): Step => (!data || choosing ? "columns" : data.state === "done" ? "end" : "load");
  return (
    <ImportFrame channel={Number(channelId)} step={step(one.data)}>
      {(channel) =>
        one.data && one.data.channel_id !== channel.id ? (
          <NotThere />
        ) : one.data ? (
          <Shown
            channel={channel}
            one={one.data}
            choosing={choosing ?? false}
            onAgain={() => setAgain(id)}
            onStarted={() => setAgain(null)}
          />
        ) : one.error ? (
          <Missing error={one.error} onRetry={() => void one.refetch()} />
        ) : null
      }
    </ImportFrame>
  );
}

interface ShownProps {
  channel: Channel;
  one: Import;
  choosing: boolean;
  onAgain: () => void;
  onStarted: () => void;
}

function Shown({ channel, one, choosing, onAgain, onStarted }: ShownProps) {
  if (choosing) return <Columns one={one} key={one.id} onStarted={onStarted} />;
  return <Run channel={channel} one={one} onAgain={onAgain} />;
}

function Missing({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (!(error instanceof ProblemError) || error.status !== 404) return <ErrorNote error={error} onRetry={onRetry} />;
  return <NotThere />;
}

function NotThere() {
  const { t } = useTranslation("imports");
  return <StateNote icon={<IconTableImport size={28} stroke={1.5} />} title={t("error.not_found")} />;
}
