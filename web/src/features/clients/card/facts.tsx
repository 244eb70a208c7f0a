/** What the system itself knows of a client (S17). */

import { IconChevronRight } from "@tabler/icons-react";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Client } from "@/api/types";
import { ChannelBadge } from "@/components/channel-badge";
import { useClock } from "@/components/clock";
import { useTranslation } from "@/i18n/use-translation";
import { shortDate, timeOfDay } from "@/lib/time";
import { useActionTime } from "../action-time";
import { safeLink } from "../dialog/entities";
import { scheduledAsked } from "../scheduled/asked";
import { lastPage } from "../variables/system";
import styles from "./card.module.css";

export function SystemVariables({ client }: { client: Client }) {
  const { t } = useTranslation(["clients", "common"]);
  const clock = useClock();
  const actionTime = useActionTime();
  const employees = useEmployees();
  const { employee, project } = useMe();
  const me = employee.id;
  // The first contact is a fact of the project: all who work in it read the same day.
  const ofProject = { ...clock, timeZone: project?.timezone ?? clock.timeZone };
  const responsible = employees.find((employee) => employee.id === client.responsible_id);
  const page = lastPage(client);
  const { account_username: account, id: channel } = client.channel;
  const bot = client.channel.name.trim() || (account ? `@${account}` : String(channel));
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{t("card.system")}</h3>
      <dl className={styles.facts}>
        <Fact name={t("card.tag")}>{client.tag}</Fact>
        <Fact name={t("card.created")}>
          {shortDate(client.created_at, ofProject)}, {timeOfDay(client.created_at, ofProject)}
        </Fact>
        <Fact name={t("card.lastAction")}>{client.last_action_at ? actionTime(client.last_action_at) : null}</Fact>
        <Fact name={t("card.source")}>
          <ChannelBadge kind={client.channel.kind} inline />
          {t(`common:channelKind.${client.channel.kind}`)}
        </Fact>
        <Fact name={t("card.externalId")}>{client.external_id}</Fact>
        <Fact name={t("card.username")}>{client.username ? `@${client.username}` : null}</Fact>
        <Fact name={t("card.phone")}>
          {client.phone ? <a href={safeLink(`tel:${client.phone}`) ?? undefined}>{client.phone}</a> : null}
        </Fact>
        <Fact name={t("card.email")}>{client.email ? <a href={safeLink(client.email) ?? undefined}>{client.email}</a> : null}</Fact>
        <Fact name={t("card.language")}>{client.language}</Fact>
        <Fact name={t("card.bot")}>{client.channel.removed ? t("card.removed", { name: bot }) : bot}</Fact>
        <Fact name={t("card.responsible")}>
          {client.responsible_id === me ? t("action.own") : (responsible?.email ?? t("card.nobody"))}
        </Fact>
        <Fact name={t("card.scheduled")}>
          {client.scheduled_count === 0 ? null : (
            <button
              type="button"
              className={styles.open}
              aria-label={t("card.openScheduled", { count: client.scheduled_count })}
              onClick={() => scheduledAsked.set(client.id)}
            >
              {client.scheduled_count}
              <IconChevronRight size={14} stroke={2} aria-hidden />
            </button>
          )}
        </Fact>
        <Fact name={t("card.unreachable")}>{client.unreachable ? t(`card.reach.${client.unreachable}`) : null}</Fact>
        <Fact name={t("card.page")}>
          {page ? (
            <a href={safeLink(page.url) ?? undefined} target="_blank" rel="noopener noreferrer nofollow" title={page.url}>
              {page.title || page.url}
            </a>
          ) : null}
        </Fact>
      </dl>
    </section>
  );
}

/** A line; one without a value is left out. */
function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  if (children === null || children === "") return null;
  return (
    <>
      <dt>
        <span className="ellipsis">{name}</span>
      </dt>
      <dd>{children}</dd>
    </>
  );
}
