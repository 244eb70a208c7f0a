/** Linking by hand: by the other client's ID, or by a link that the person himself opens in another messenger. */
import { Button, Select, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconHash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channelsQuery } from "@/api/queries";
import { useCan } from "@/api/session";
import { useClock } from "@/components/clock";
import { CopyIcon } from "@/components/copy-button";
import { useTranslation } from "@/i18n/use-translation";
import { moment } from "@/lib/time";
import styles from "./people.module.css";
import { useLinkActions, useLinkText, usePersonalLink } from "./use-people";

export function LinkForm({ client, onClose }: { client: number; onClose: () => void }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes the box from each of its fields
    <div
      className={styles.link}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.currentTarget.querySelector('[aria-expanded="true"]')) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <ById client={client} onClose={onClose} />
      <Personal client={client} />
    </div>
  );
}

function ById({ client, onClose }: { client: number; onClose: () => void }) {
  const { t } = useTranslation("people");
  const { link } = useLinkActions(client);
  const linkText = useLinkText();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const save = () => {
    const id = typed.replace(/[\s#]/g, "");
    if (!/^\d{1,15}$/.test(id)) return setWrong(true);
    link.mutate(Number(id), {
      onSuccess: (card) => {
        const name = card.linked.find((one) => one.client_id === Number(id))?.name ?? id;
        notifications.show({ message: t("linked.linked", { name }), autoClose: 3000 });
        onClose();
      },
    });
  };
  return (
    <form
      noValidate
      className={styles.pair}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        size="sm"
        autoFocus
        autoComplete="off"
        inputMode="numeric"
        label={t("linked.byId")}
        leftSection={<IconHash size={16} stroke={1.75} aria-hidden />}
        value={typed}
        error={wrong ? t("linked.error.id") : link.error ? linkText(link.error) : undefined}
        onChange={(event) => {
          setWrong(false);
          link.reset();
          setTyped(event.currentTarget.value);
        }}
      />
      <Button size="sm" type="submit" variant="default" loading={link.isPending}>
        {t("linked.byIdSubmit")}
      </Button>
    </form>
  );
}

/** Only channels whose messenger has links with a start parameter are offered. */
function Personal({ client }: { client: number }) {
  const { t } = useTranslation("people");
  const clock = useClock();
  const mayRead = useCan("channels.read");
  const channels = useQuery({ ...channelsQuery, enabled: mayRead });
  const make = usePersonalLink(client);
  const linkText = useLinkText();
  const offered = (channels.data?.items ?? []).filter((channel) => channel.kind === "telegram");
  const [chosen, setChosen] = useState<number | null>(null);
  const channel = chosen ?? offered[0]?.id ?? null;
  if (!channels.isSuccess) return null;
  if (channel === null) return <p className={styles.note}>{t("linked.noChannels")}</p>;
  return (
    <div className={styles.personal}>
      <div className={styles.pair}>
        <Select
          size="sm"
          label={t("linked.personal")}
          allowDeselect={false}
          data={offered.map((one) => ({ value: String(one.id), label: one.name.trim() || String(one.id) }))}
          value={String(channel)}
          error={make.error ? linkText(make.error) : undefined}
          onChange={(value) => {
            make.reset();
            setChosen(Number(value));
          }}
        />
        <Button size="sm" variant="default" loading={make.isPending} onClick={() => make.mutate(channel)}>
          {t("linked.make")}
        </Button>
      </div>
      {make.data ? (
        <TextInput
          size="sm"
          readOnly
          aria-label={t("linked.personal")}
          value={make.data.url}
          onFocus={(event) => event.currentTarget.select()}
          rightSection={<CopyIcon text={make.data.url} label={t("linked.copy")} />}
        />
      ) : null}
      <p className={styles.note} role="status">
        {make.data ? t("linked.personalHint", { until: moment(make.data.expires_at, clock) }) : t("linked.personalLead")}
      </p>
    </div>
  );
}
