/** Связанные диалоги (S08): the other dialogs of this person, who is likely to be one more, and how to link. */
import { Button } from "@mantine/core";
import { IconBulb, IconLink, IconUnlink, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useCan } from "@/api/session";
import type { Client, Duplicate, LinkedClient } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import { useActionTime } from "../action-time";
import card from "../card/card.module.css";
import marks from "../labels/labels.module.css";
import { inAddress, usePlace } from "../use-list";
import { LinkForm } from "./link-form";
import styles from "./people.module.css";
import { useDuplicates, useLinkActions } from "./use-people";

export function LinkedDialogs({ client }: { client: Client }) {
  const { t } = useTranslation("people");
  const mayWrite = useCan("clients.write");
  const { unlink, makeMain } = useLinkActions(client.id);
  const likely = useDuplicates(client.id, mayWrite).data?.items ?? [];
  const [linking, setLinking] = useState(false);
  const add = useRef<HTMLButtonElement>(null);
  if (client.linked.length === 0 && !mayWrite) return null;
  const own: LinkedClient = {
    client_id: client.id,
    name: client.name,
    avatar_url: client.avatar_url,
    channel_id: client.channel.id,
    channel_kind: client.channel.kind,
    channel_name: client.channel.name,
    external_id: client.external_id,
    username: client.username,
    active_at: client.created_at,
    last_action_at: client.last_action_at,
  };
  return (
    <section className={card.section}>
      <div className={marks.head}>
        <h3>
          {t("linked.title")}
          {client.linked.length > 0 ? <span className={styles.count}>{client.linked.length + 1}</span> : null}
        </h3>
        {mayWrite ? (
          <button ref={add} type="button" className={marks.link} aria-expanded={linking} onClick={() => setLinking((now) => !now)}>
            <IconLink size={14} stroke={2} aria-hidden />
            {t("linked.add")}
          </button>
        ) : null}
      </div>
      {client.linked.length > 0 ? (
        <ul className={styles.list} aria-label={t("linked.title")}>
          {[own, ...client.linked].map((one) => (
            <LinkedRow
              key={one.client_id}
              linked={one}
              here={one === own}
              main={one.client_id === client.main_client_id}
              mayWrite={mayWrite}
              onMain={() => makeMain(one.client_id)}
              onUnlink={() => unlink.mutate({ other: one.client_id, name: one.name, wasMain: one.client_id === client.main_client_id })}
            />
          ))}
        </ul>
      ) : null}
      {likely.length > 0 ? <Likely client={client.id} likely={likely} /> : null}
      {linking ? (
        <LinkForm
          client={client.id}
          onClose={() => {
            setLinking(false);
            add.current?.focus();
          }}
        />
      ) : null}
    </section>
  );
}

interface LinkedRowProps {
  linked: LinkedClient;
  /** The client whose card this is. */
  here: boolean;
  main: boolean;
  mayWrite: boolean;
  onMain: () => void;
  onUnlink: () => void;
}

function LinkedRow({ linked, here, main, mayWrite, onMain, onUnlink }: LinkedRowProps) {
  const { t } = useTranslation(["people", "common"]);
  const { name } = linked;
  const place = usePlace();
  const words = (
    <>
      <Avatar id={linked.client_id} name={name} url={linked.avatar_url} size={32} channel={linked.channel_kind} />
      <span className={styles.words}>
        <span className={styles.line}>
          <span className="ellipsis">{name}</span>
          {main ? <span className={styles.main}>{t("linked.main")}</span> : null}
        </span>
        <Where linked={linked} />
      </span>
    </>
  );
  return (
    <li className={styles.linked}>
      {here ? (
        <span className={styles.open}>
          {words}
          <span className={styles.note}>{t("linked.here")}</span>
        </span>
      ) : (
        <Link
          className={styles.open ?? ""}
          to="/clients/$clientId"
          params={{ clientId: String(linked.client_id) }}
          search={inAddress(place)}
          title={t("linked.open", { name })}
        >
          {words}
        </Link>
      )}
      {mayWrite ? (
        <span className={styles.tools}>
          {main ? null : (
            <button type="button" className={marks.link} aria-label={t("linked.makeMain", { name })} onClick={onMain}>
              {t("linked.makeMainShort")}
            </button>
          )}
          {here ? null : (
            <IconButton size="sm" label={t("linked.unlink", { name })} onClick={onUnlink}>
              <IconUnlink size={18} stroke={1.75} />
            </IconButton>
          )}
        </span>
      ) : null}
    </li>
  );
}

/** The channel and when he was last seen there. */
function Where({ linked }: { linked: LinkedClient }) {
  const { t } = useTranslation(["people", "common"]);
  const actionTime = useActionTime();
  const channel = linked.channel_name.trim() || t(`common:channelKind.${linked.channel_kind}`);
  const when = linked.last_action_at === null ? t("linked.never") : actionTime(linked.last_action_at);
  return (
    <span className={`${styles.note} ellipsis`}>
      {channel} · {when}
    </span>
  );
}

/** Suggested, never linked by themselves. */
function Likely({ client, likely }: { client: number; likely: readonly Duplicate[] }) {
  const { t } = useTranslation("people");
  const { link, distinct, onError } = useLinkActions(client);
  return (
    <div className={styles.likely}>
      <h4>
        <IconBulb size={16} stroke={1.75} aria-hidden />
        {t("linked.alike")}
      </h4>
      <ul className={styles.list} aria-label={t("linked.alike")}>
        {likely.map((one) => (
          <li key={one.client_id} className={styles.linked}>
            <span className={styles.open}>
              <Avatar id={one.client_id} name={one.name} url={one.avatar_url} size={32} channel={one.channel_kind} />
              <span className={styles.words}>
                <span className="ellipsis" title={one.name}>
                  {one.name}
                </span>
                <span className={styles.note}>{one.signs.map((sign) => t(`linked.signs.${sign}`)).join(", ")}</span>
              </span>
            </span>
            <Button
              size="xs"
              variant="light"
              loading={link.isPending && link.variables === one.client_id}
              aria-label={t("linked.linkWith", { name: one.name })}
              onClick={() => link.mutate(one.client_id, { onError })}
            >
              {t("linked.link")}
            </Button>
            <IconButton
              size="sm"
              label={t("linked.distinct", { name: one.name })}
              onClick={() => distinct.mutate({ other: one.client_id, name: one.name })}
            >
              <IconX size={18} stroke={1.75} />
            </IconButton>
          </li>
        ))}
      </ul>
    </div>
  );
}
