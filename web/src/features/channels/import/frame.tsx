/** The frame of both pages of an import: the channel it is for, its steps, and the channels that take none. */
import { IconTableImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keys } from "@/api/keys";
import { channelKindsQuery } from "@/api/queries";
import { get, ProblemError } from "@/api/request";
import { useCan } from "@/api/session";
import type { Channel } from "@/api/types";
import { PageHead, page } from "@/components/page/parts";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { Steps } from "../wizard/frame";

export type Step = "file" | "columns" | "load" | "end";
const STEPS = ["file", "columns", "load"] as const;

interface Props {
  channel: number;
  step: Step;
  children: (channel: Channel) => ReactNode;
}

export function ImportFrame({ channel: id, step, children }: Props) {
  const { t } = useTranslation("imports");
  const navigate = useNavigate();
  const may = useCan("clients.import");
  const channel = useQuery({
    queryKey: keys.channel(id),
    queryFn: ({ signal }) => get<Channel>(`/api/v1/channels/${id}`, { signal }),
    enabled: may && Number.isSafeInteger(id) && id > 0,
  });
  const kinds = useQuery({ ...channelKindsQuery, enabled: may });
  const toChannel = { to: "/channels/$channelId", params: { channelId: String(id) } } as const;
  const gone = channel.error instanceof ProblemError && channel.error.status === 404;
  // Whoever may not import sees the channel, which says what is wrong with it, or that it is gone.
  if (!may || gone || !Number.isSafeInteger(id)) return <Navigate {...toChannel} replace />;
  const failed = channel.error ?? kinds.error;
  const takes = kinds.data?.items.find((kind) => kind.kind === channel.data?.kind)?.capabilities.imports;
  const at = step === "end" ? STEPS.length : STEPS.indexOf(step);
  return (
    <main id="main" className={page.main}>
      <PageHead title={t("title")} back={{ label: t("back"), go: () => void navigate(toChannel) }}>
        <Steps label={t("steps.label")} names={STEPS.map((name) => t(`steps.${name}`))} at={at} />
        <span className={page.grow} />
      </PageHead>
      {failed ? (
        <ErrorNote error={failed} onRetry={() => void (channel.error ? channel : kinds).refetch()} />
      ) : takes === false ? (
        <StateNote icon={<IconTableImport size={28} stroke={1.5} />} title={t("notHere")} text={t("notHereText")} />
      ) : channel.data && takes ? (
        children(channel.data)
      ) : null}
    </main>
  );
}
