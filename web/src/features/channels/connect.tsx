/** A new channel: choose where clients write from, then the way of that messenger. The step is in the address. */
import { useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate, useSearch } from "@tanstack/react-router";
import { keys } from "@/api/keys";
import { get, ProblemError } from "@/api/request";
import { useCan } from "@/api/session";
import type { Channel } from "@/api/types";
import { page } from "@/components/page/parts";
import { ErrorNote } from "@/components/state-note";
import { Choose } from "./wizard/choose";
import { CreateSiteChat } from "./wizard/site-create";
import { SiteChatLook } from "./wizard/site-look";
import { ConnectTelegram } from "./wizard/telegram";
import { TelegramDone } from "./wizard/telegram-done";

export default function ConnectPage() {
  const { kind, channel, step } = useSearch({ from: "/shell/channels/connect" });
  const navigate = useNavigate({ from: "/channels/connect" });
  const mayWrite = useCan("channels.write");
  if (!mayWrite) return <Navigate to="/channels" replace />;
  if (kind !== undefined && channel !== undefined) return <Made kind={kind} id={channel} step={step ?? "look"} />;
  const made = (created: Channel) =>
    void navigate({ search: { kind: created.kind === "telegram" ? "telegram" : "site_chat", channel: created.id }, replace: true });
  const back = () => void navigate({ search: {} });
  if (kind === "telegram") return <ConnectTelegram onBack={back} onDone={made} />;
  if (kind === "site_chat") return <CreateSiteChat onBack={back} onDone={made} />;
  return <Choose picked={null} onNext={(next) => void navigate({ search: { kind: next } })} />;
}

/** The channel exists: its first message or its look. A reload of the page comes back here. */
function Made({ kind, id, step }: { kind: "telegram" | "site_chat"; id: number; step: "look" | "check" }) {
  const channel = useQuery({ queryKey: keys.channel(id), queryFn: ({ signal }) => get<Channel>(`/api/v1/channels/${id}`, { signal }) });
  if (channel.error instanceof ProblemError && channel.error.status === 404) return <Navigate to="/channels" replace />;
  if (!channel.data) {
    return (
      <main id="main" className={page.main}>
        {channel.error ? <ErrorNote error={channel.error} onRetry={() => void channel.refetch()} /> : null}
      </main>
    );
  }
  return kind === "telegram" ? <TelegramDone channel={channel.data} /> : <SiteChatLook channel={channel.data} step={step} />;
}
