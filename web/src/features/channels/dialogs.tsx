/** The windows that ask before a channel changes: new name, new token, removal. */
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patch, remove } from "@/api/request";
import type { Channel } from "@/api/types";
import { error, NAME_MAX, text } from "@/components/form/checks";
import { Failure } from "@/components/form/failure";
import { TextField } from "@/components/form/field";
import { useForm } from "@/components/form/use-form";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { dropChannel, putChannel } from "./cache";
import styles from "./channels.module.css";
import { TokenField, type TokenVerdict } from "./token-field";

interface Props {
  channel: Channel;
  opened: boolean;
  onClose: () => void;
}

export function RenameDialog({ channel, opened, onClose }: Props) {
  const { t } = useTranslation("channels");
  return (
    <Window title={t("renameTitle")} opened={opened} onClose={onClose}>
      <RenameForm channel={channel} onClose={onClose} />
    </Window>
  );
}

function RenameForm({ channel, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const form = useForm<{ name: string }, Channel>({
    initial: { name: channel.name },
    checks: { name: text(NAME_MAX, { required: true }) },
    submit: ({ name }) => patch<Channel>(`/api/v1/channels/${channel.id}`, { name: name.trim() }),
    done: (changed) => {
      putChannel(client, changed);
      notifications.show({ message: t("renamed") });
      onClose();
    },
  });
  return (
    <WindowForm onSubmit={() => void form.submit()} onCancel={onClose} busy={form.busy} submit={common("save")}>
      <TextField
        label={t("access.name")}
        name="name"
        value={form.values.name}
        onChange={(name) => form.set("name", name)}
        error={form.errors.name}
        hint={t("access.nameHint")}
        max={NAME_MAX}
        autoFocus
      />
      <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
    </WindowForm>
  );
}

export function TokenDialog({ channel, opened, onClose }: Props) {
  const { t } = useTranslation("channels");
  return (
    <Window title={t("access.changeToken")} opened={opened} onClose={onClose}>
      <TokenForm channel={channel} onClose={onClose} />
    </Window>
  );
}

function TokenForm({ channel, onClose }: Omit<Props, "opened">) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const [verdict, setVerdict] = useState<TokenVerdict>({ token: null, refused: false, check: null });
  const form = useForm<{ token: string }, Channel>({
    initial: { token: "" },
    checks: { token: () => (verdict.token === null ? error("required") : null) },
    submit: () => patch<Channel>(`/api/v1/channels/${channel.id}`, { token: verdict.token }),
    done: (changed) => {
      putChannel(client, changed);
      notifications.show({ message: t("access.tokenSaved") });
      onClose();
    },
  });
  const account = verdict.check?.account;
  const other = account && channel.account && account.id !== channel.account.id ? account : null;
  return (
    <WindowForm
      onSubmit={() => void form.submit()}
      onCancel={onClose}
      busy={form.busy}
      submit={common("save")}
      disabled={verdict.token === null || verdict.refused || other !== null}
    >
      <TokenField
        label={t("access.newToken")}
        value={form.values.token}
        onChange={(token) => form.set("token", token)}
        onVerdict={setVerdict}
        error={form.errors.token}
        own={channel}
      />
      {other ? (
        <p className={styles.wrong} role="alert">
          {t("access.otherBot", { username: other.username, expected: channel.account?.username ?? "" })}
        </p>
      ) : null}
      <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
    </WindowForm>
  );
}

/** Removal asks for the channel's name, typed: it cannot be undone. */
export function RemoveDialog({ channel, opened, onClose, onRemoved }: Props & { onRemoved?: () => void }) {
  const { t } = useTranslation("channels");
  return (
    <Window title={t("removeTitle", { name: channel.name })} opened={opened} onClose={onClose}>
      <RemoveForm channel={channel} onClose={onClose} {...(onRemoved ? { onRemoved } : {})} />
    </Window>
  );
}

function RemoveForm({ channel, onClose, onRemoved }: Omit<Props, "opened"> & { onRemoved?: () => void }) {
  const { t } = useTranslation("channels");
  const client = useQueryClient();
  const form = useForm<{ name: string }, void>({
    initial: { name: "" },
    checks: {},
    submit: () => remove(`/api/v1/channels/${channel.id}`),
    done: () => {
      onClose();
      onRemoved?.();
      dropChannel(client, channel.id);
      notifications.show({ message: t("removed") });
    },
  });
  const same = form.values.name.trim().toLowerCase() === channel.name.trim().toLowerCase();
  return (
    <WindowForm
      onSubmit={() => void (same && form.submit())}
      onCancel={onClose}
      busy={form.busy}
      submit={t("remove")}
      disabled={!same}
      danger
    >
      <p className={styles.windowText}>{t("removeLead", { count: channel.clients })}</p>
      <TextField
        label={t("removeType", { name: channel.name })}
        name="name"
        value={form.values.name}
        onChange={(name) => form.set("name", name)}
        max={NAME_MAX}
        autoComplete="off"
        autoFocus
      />
      <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
    </WindowForm>
  );
}
