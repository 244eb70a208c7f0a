/** Pause and the rest of what can be done to a channel in the list. */
import { Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconActivity,
  IconDotsVertical,
  IconExternalLink,
  IconKey,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Channel } from "@/api/types";
import { IconButton } from "@/components/icon-button";
import { backToOpener } from "@/components/menu-focus";
import { useTranslation } from "@/i18n/use-translation";
import { RemoveDialog, RenameDialog, TokenDialog } from "./dialogs";
import { useChannelActions } from "./use-channel-actions";

const icon = { size: 18, stroke: 1.75 } as const;

export function PauseButton({ channel }: { channel: Channel }) {
  const { t } = useTranslation("channels");
  const { pause } = useChannelActions(channel);
  const paused = channel.state === "paused";
  return (
    <IconButton
      label={`${t(paused ? "resume" : "pause")}: ${channel.name}`}
      loading={pause.isPending}
      onClick={() => pause.mutate(!paused)}
    >
      {paused ? <IconPlayerPlay size={20} stroke={1.75} /> : <IconPlayerPause size={20} stroke={1.75} />}
    </IconButton>
  );
}

/** `inList` adds the way to the channel's own page. */
export function ChannelMenu({ channel, inList, onRemoved }: { channel: Channel; inList?: boolean; onRemoved?: () => void }) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  const { check } = useChannelActions(channel);
  const [renaming, rename] = useDisclosure(false);
  const [changing, token] = useDisclosure(false);
  const [removing, removal] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end" width={232}>
        <Menu.Target>
          <IconButton label={t("moreNamed", { name: channel.name })}>
            <IconDotsVertical size={20} stroke={1.75} />
          </IconButton>
        </Menu.Target>
        <Menu.Dropdown onClickCapture={backToOpener}>
          {inList ? (
            <>
              <Menu.Item
                leftSection={<IconExternalLink {...icon} />}
                onClick={() => void navigate({ to: "/channels/$channelId", params: { channelId: String(channel.id) } })}
              >
                {t("open")}
              </Menu.Item>
              <Menu.Item leftSection={<IconActivity {...icon} />} onClick={() => check.mutate()}>
                {t("checkNow")}
              </Menu.Item>
            </>
          ) : null}
          <Menu.Item leftSection={<IconPencil {...icon} />} onClick={rename.open}>
            {t("rename")}
          </Menu.Item>
          {channel.kind === "telegram" ? (
            <Menu.Item leftSection={<IconKey {...icon} />} onClick={token.open}>
              {t("access.changeToken")}
            </Menu.Item>
          ) : null}
          <Menu.Divider />
          <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={removal.open}>
            {t("remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RenameDialog channel={channel} opened={renaming} onClose={rename.close} />
      {channel.kind === "telegram" ? <TokenDialog channel={channel} opened={changing} onClose={token.close} /> : null}
      <RemoveDialog channel={channel} opened={removing} onClose={removal.close} {...(onRemoved ? { onRemoved } : {})} />
    </>
  );
}
