/** Name, account, token and way of receiving; removal at the end. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconKey, IconPencil, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { channelsQuery } from "@/api/queries";
import { patch, problemOf } from "@/api/request";
import type { Channel } from "@/api/types";
import { CopyIcon } from "@/components/copy-button";
import { Failure } from "@/components/form/failure";
import { Box, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { putChannel } from "../cache";
import { RemoveDialog, RenameDialog, TokenDialog } from "../dialogs";
import { Receive } from "../wizard/telegram";
import styles from "./details.module.css";

export function AccessTab({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const navigate = useNavigate();
  const [renaming, rename] = useDisclosure(false);
  const [changing, token] = useDisclosure(false);
  const [removing, removal] = useDisclosure(false);
  const icon = { size: 16, stroke: 1.75 } as const;
  return (
    <div className={styles.column}>
      <Box pad>
        <Fact
          name={t("access.name")}
          text={channel.name}
          action={
            <Button variant="default" leftSection={<IconPencil {...icon} />} onClick={rename.open}>
              {t("rename")}
            </Button>
          }
        />
        {channel.account ? (
          <Fact
            name={t("access.bot")}
            text={
              <>
                {channel.account.title} ·{" "}
                <a href={`https://t.me/${encodeURIComponent(channel.account.username)}`} target="_blank" rel="noreferrer">
                  @{channel.account.username}
                </a>
              </>
            }
            action={
              <CopyIcon
                size="md"
                text={`https://t.me/${channel.account.username}`}
                label={`${common("copy")}: t.me/${channel.account.username}`}
              />
            }
          />
        ) : null}
        {channel.kind === "site_chat" ? (
          <Fact
            name={t("access.key")}
            text={<code className={page.mono}>{channel.key}</code>}
            action={<CopyIcon size="md" text={channel.key} label={`${common("copy")}: ${channel.key}`} />}
          />
        ) : null}
        {channel.kind === "telegram" ? (
          <Fact
            name={t("access.token")}
            text={t("access.tokenText")}
            action={
              <Button variant="default" leftSection={<IconKey {...icon} />} onClick={token.open}>
                {t("access.changeToken")}
              </Button>
            }
          />
        ) : null}
      </Box>
      {channel.kind === "telegram" ? <Mode channel={channel} /> : null}
      <Box pad>
        <Fact
          name={t("access.removeTitle")}
          text={t("access.removeText")}
          action={
            <Button variant="subtle" color="red" leftSection={<IconTrash {...icon} />} onClick={removal.open}>
              {t("remove")}
            </Button>
          }
        />
      </Box>
      <RenameDialog channel={channel} opened={renaming} onClose={rename.close} />
      <TokenDialog channel={channel} opened={changing} onClose={token.close} />
      <RemoveDialog channel={channel} opened={removing} onClose={removal.close} onRemoved={() => void navigate({ to: "/channels" })} />
    </div>
  );
}

function Fact({ name, text, action }: { name: string; text: ReactNode; action: ReactNode }) {
  return (
    <div className={styles.fact}>
      <span>
        {name}
        <small>{text}</small>
      </span>
      {action}
    </div>
  );
}

function Mode({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const client = useQueryClient();
  const publicUrl = useQuery(channelsQuery).data?.public_url ?? null;
  const change = useMutation({
    mutationFn: (mode: "webhook" | "poll") => patch<Channel>(`/api/v1/channels/${channel.id}`, { mode }),
    onSuccess: (changed) => {
      putChannel(client, changed);
      notifications.show({ message: t("access.modeSaved") });
    },
  });
  const shown = change.isPending ? change.variables : channel.mode === "webhook" ? "webhook" : "poll";
  return (
    <Box pad label={t("access.mode")}>
      <h2 className={page.h2}>{t("access.mode")}</h2>
      <div className={styles.stack}>
        <Receive mode={shown} onChange={(mode) => change.mutate(mode)} possible={publicUrl !== null} publicUrl={publicUrl} />
        <Failure
          problem={change.error ? problemOf(change.error) : null}
          onRetry={() => change.variables && change.mutate(change.variables)}
          busy={change.isPending}
        />
      </div>
    </Box>
  );
}
