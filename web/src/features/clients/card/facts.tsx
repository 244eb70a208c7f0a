/** Variables of a client as they came, and what the system itself knows. */
import { useTranslation } from "react-i18next";
import { useEmployees } from "@/api/queries";
import { useMe } from "@/api/session";
import type { Client } from "@/api/types";
import { ChannelBadge } from "@/components/channel-badge";
import { useClock } from "@/components/clock";
import { shortDate, timeOfDay } from "@/lib/time";
import { useActionTime } from "../action-time";
import { safeLink } from "../dialog/entities";
import styles from "./card.module.css";

export function Variables({ variables }: { variables: Client["variables"] }) {
  const { t } = useTranslation("clients");
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{t("card.variables")}</h3>
      <dl className={styles.facts}>
        {variables.map((variable) => (
          <Fact key={variable.name} name={variable.name} scope>
            <span className={styles.value}>{variable.value}</span>
          </Fact>
        ))}
      </dl>
    </section>
  );
}

export function SystemVariables({ client }: { client: Client }) {
  const { t } = useTranslation(["clients", "common"]);
  const clock = useClock();
  const actionTime = useActionTime();
  const employees = useEmployees();
  const me = useMe().employee.id;
  const responsible = employees.find((employee) => employee.id === client.responsible_id);
  const page = client.last_page;
  return (
    <section className={styles.section}>
      <h3 className={styles.title}>{t("card.system")}</h3>
      <dl className={styles.facts}>
        <Fact name={t("card.tag")}>{client.tag}</Fact>
        <Fact name={t("card.created")}>
          {shortDate(client.created_at, clock)}, {timeOfDay(client.created_at, clock)}
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
        <Fact name={t("card.bot")}>{client.channel.removed ? t("card.removed", { name: client.channel.name }) : client.channel.name}</Fact>
        <Fact name={t("card.responsible")}>
          {client.responsible_id === me ? t("action.own") : (responsible?.email ?? t("card.nobody"))}
        </Fact>
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
function Fact({ name, scope, children }: { name: string; scope?: boolean; children: React.ReactNode }) {
  const { t } = useTranslation("clients");
  if (children === null || children === "") return null;
  return (
    <>
      <dt>
        {scope ? (
          <span className={styles.scope} title={t("card.clientVariable")} aria-hidden>
            {t("card.clientLetter")}
          </span>
        ) : null}
        <span className="ellipsis">{name}</span>
      </dt>
      <dd>{children}</dd>
    </>
  );
}
