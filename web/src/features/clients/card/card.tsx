/** The card: who the client is, who is responsible, what is known about him; and what the team says of him. */
import { Button, Select } from "@mantine/core";
import { IconCopy, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, memo, Suspense } from "react";
import { useEmployees } from "@/api/queries";
import { useCan, useMe } from "@/api/session";
import type { Client, Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { IconButton } from "@/components/icon-button";
import { ErrorNote } from "@/components/state-note";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useCopy } from "../dialog/message-actions";
import { LabelSections } from "../labels/section";
import { useDialogActions } from "../use-actions";
import { clientQuery, useDialog } from "../use-dialogs";
import styles from "./card.module.css";
import { CARD_PANEL_ID, CardTabs, useCardTab } from "./card-tabs";
import { SystemVariables } from "./facts";
import { NameField } from "./name-field";

const DealsTab = lazy(() => withWords(() => import("../deals/deals-tab"), "work"));
const CommentsTab = lazy(() => import("./comments-tab"));
const PeopleSections = lazy(() => withWords(() => import("../people/sections"), "work"));
/** Not needed for the first look at the list: the fields of the values come with the first card. */
const VariablesSection = lazy(() => withWords(() => import("../variables/section"), "work"));

export const Card = memo(function Card({ client, onClose }: { client: number; onClose?: (() => void) | undefined }) {
  const { t } = useTranslation(["clients", "common"]);
  const dialog = useDialog(client).data;
  const tab = useCardTab();
  return (
    <aside className={styles.card} aria-label={t("card.label")}>
      <div className={styles.head}>
        <CardTabs client={client} tab={tab} />
        {onClose ? (
          <IconButton size="xl" label={t("common:close")} keys="Esc" onClick={onClose}>
            <IconX size={20} stroke={1.75} />
          </IconButton>
        ) : null}
      </div>
      <div id={CARD_PANEL_ID} role="tabpanel" aria-label={t(`card.tab.${tab}`)} className={`${styles.body} scroll`}>
        {tab === "about" ? (
          <About client={client} dialog={dialog} />
        ) : tab === "deals" ? (
          <Suspense fallback={null}>
            <DealsTab key={client} client={client} />
          </Suspense>
        ) : dialog ? (
          <Suspense fallback={null}>
            <CommentsTab key={client} dialog={dialog} onShown={onClose} />
          </Suspense>
        ) : null}
      </div>
    </aside>
  );
});

function About({ client, dialog }: { client: number; dialog: Dialog | undefined }) {
  const facts = useQuery(clientQuery(client));
  return (
    <>
      {dialog ? <Profile dialog={dialog} /> : null}
      {dialog ? <LabelSections dialog={dialog} /> : null}
      {facts.data ? (
        <Facts client={facts.data} />
      ) : facts.isError ? (
        <ErrorNote error={facts.error} onRetry={() => void facts.refetch()} />
      ) : null}
    </>
  );
}

function Profile({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const copy = useCopy();
  return (
    <section className={styles.section}>
      <div className={styles.profile}>
        <Avatar id={dialog.client_id} name={dialog.name} url={dialog.avatar_url} size={56} channel={dialog.channel_kind} />
        <div className={styles.names}>
          <NameField client={dialog.client_id} name={dialog.name} />
          <button
            type="button"
            className={styles.id}
            aria-label={t("card.copyId", { id: dialog.client_id })}
            title={t("card.copyId", { id: dialog.client_id })}
            onClick={() => void copy(String(dialog.client_id))}
          >
            ID {dialog.client_id}
            <IconCopy size={14} stroke={2} aria-hidden />
          </button>
        </div>
      </div>
      <Responsible dialog={dialog} />
    </section>
  );
}

function Responsible({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const employees = useEmployees();
  const actions = useDialogActions(dialog.client_id);
  const responsible = employees.find((employee) => employee.id === dialog.responsible_id);
  const own = dialog.responsible_id === me;
  return (
    <div className={styles.responsible}>
      <Select
        aria-label={t("card.responsible")}
        size="sm"
        variant="filled"
        searchable
        disabled={!mayWrite}
        placeholder={t("card.nobody")}
        nothingFoundMessage={t("list.nothingFound")}
        maxDropdownHeight={280}
        data={[
          { value: "free", label: t("card.nobody") },
          ...employees.map((employee) => ({ value: String(employee.id), label: employee.name })),
        ]}
        value={dialog.responsible_id === null ? null : String(dialog.responsible_id)}
        onChange={(value) => value !== null && actions.transfer(value === "free" ? null : Number(value))}
        leftSection={responsible ? <Avatar id={responsible.id} name={responsible.name} url={responsible.avatar_url} size={18} /> : null}
      />
      {mayWrite ? (
        <Button variant="default" loading={actions.busy} onClick={own ? actions.free : actions.take}>
          {own ? t("action.free") : t("action.take")}
        </Button>
      ) : null}
    </div>
  );
}

function Facts({ client }: { client: Client }) {
  return (
    <>
      <Suspense fallback={null}>
        <PeopleSections key={`people-${client.id}`} client={client} />
        <VariablesSection key={client.id} client={client} />
      </Suspense>
      <SystemVariables client={client} />
    </>
  );
}
