/** The Clients section: list, dialog, card; as many panes as the window has room for. */
import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMessageCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { onGone } from "@/api/live-page";
import { useMe } from "@/api/session";
import { StateNote } from "@/components/state-note";
import { Card } from "./card/card";
import { SheetGrip } from "./card/sheet-grip";
import { useDeskAtWork } from "./desk";
import { DialogPane } from "./dialog/dialog";
import { deletedHere } from "./dialog/use-deletion";
import { KeysHelp } from "./keys-help";
import { labelsAsked } from "./labels/section";
import { setLayoutPref, useLayoutPrefs } from "./layout-prefs";
import { ClientList } from "./list/client-list";
import { nextWaiting } from "./next-waiting";
import styles from "./page.module.css";
import { useShortcuts } from "./shortcuts";
import { useCardDrawer } from "./use-card-drawer";
import { inAddress, useList, usePlace } from "./use-list";

export interface ClientsPageProps {
  /** Draws what stands in place of an unopened dialog; it is handed the plain note to fall back to. */
  welcome?: ((fallback: ReactNode) => ReactNode) | undefined;
}

export default function ClientsPage({ welcome }: ClientsPageProps) {
  const { t } = useTranslation("clients");
  const client = useOpenClient();
  const wide = useMediaQuery("(min-width: 78em)") ?? true;
  const phone = useMediaQuery("(max-width: 47.99em)") ?? false;
  const prefs = useLayoutPrefs();
  const navigate = useNavigate();
  const place = usePlace();
  const drawer = useCardDrawer(client);
  const next = useNextAfterReply(client);
  useDeskAtWork();
  useLeaveGone(client);

  const cardOpen = wide ? prefs.card : drawer.open;
  const toggleCard = () => {
    if (wide) setLayoutPref({ card: !prefs.card });
    else if (drawer.open) drawer.hide();
    else drawer.show();
  };
  const toggleList = () => setLayoutPref({ list: !prefs.list });
  const listOpen = prefs.list || client === null;
  const labels = () => {
    if (client === null) return;
    labelsAsked.set(client);
    setLayoutPref({ tab: "about" });
    if (!cardOpen) toggleCard();
  };
  useShortcuts({ BracketRight: toggleCard, BracketLeft: toggleList, KeyL: labels });
  const toList = () => void navigate({ to: "/clients", search: inAddress(place) });
  const note = (
    <main id="main" className={styles.nothing}>
      <StateNote icon={<IconMessageCircle size={28} stroke={1.5} />} title={t("dialog.choose")} text={t("dialog.chooseText")} />
    </main>
  );
  return (
    <div className={styles.panes} data-open={client !== null || undefined}>
      {(phone ? client === null : listOpen) ? (
        <div className={styles.list}>
          <ClientList selected={client} />
        </div>
      ) : null}
      {client !== null ? (
        <div className={styles.dialog}>
          <DialogPane
            key={client}
            client={client}
            onBack={toList}
            onSent={next}
            cardOpen={cardOpen}
            onCard={toggleCard}
            listOpen={listOpen}
            onList={toggleList}
          />
        </div>
      ) : phone ? null : (
        <div className={styles.dialog}>{welcome ? welcome(note) : note}</div>
      )}
      {client !== null && wide && prefs.card ? (
        <div className={styles.card}>
          <Card client={client} />
        </div>
      ) : null}
      {client !== null && !wide ? (
        <Drawer.Root
          opened={drawer.open}
          onClose={drawer.hide}
          position={phone ? "bottom" : "right"}
          size={phone ? "90%" : 360}
          padding={0}
          closeOnEscape={false}
        >
          <Drawer.Overlay />
          <Drawer.Content
            className={phone ? styles.sheet : ""}
            aria-label={t("card.label")}
            onKeyDown={(event) => onEscape(event, drawer.hide)}
          >
            <Drawer.Body className={styles.drawer}>
              {phone ? <SheetGrip onClose={drawer.hide} /> : null}
              <Card client={client} onClose={drawer.hide} />
            </Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      ) : null}
      <KeysHelp />
    </div>
  );
}

/**
 * Esc closes the drawer when nothing in it has taken the key: a field that gives its old value back, a popover, a list of options.
 * Mantine's own handler listens to the window before all of them.
 */
function onEscape(event: KeyboardEvent, close: () => void): void {
  const taken = event.target instanceof HTMLElement && event.target.getAttribute("data-mantine-stop-propagation") === "true";
  if (event.key === "Escape" && !taken && !event.nativeEvent.isComposing) close();
}

function useOpenClient(): number | null {
  const { clientId } = useParams({ strict: false });
  const id = Number(clientId);
  return clientId !== undefined && Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** A client that may no longer be seen closes under the reader instead of staying as a stale copy. */
function useLeaveGone(client: number | null): void {
  const { t } = useTranslation("clients");
  const navigate = useNavigate();
  const place = usePlace();
  useEffect(
    () =>
      onGone((gone) => {
        if (gone !== client || deletedHere(gone)) return;
        notifications.show({ title: t("dialog.gone"), message: t("dialog.goneText") });
        void navigate({ to: "/clients", search: inAddress(place) });
      }),
    [client, navigate, place, t],
  );
}

/** By the profile: after an answer the next dialog that waits for one opens by itself. */
function useNextAfterReply(client: number | null): () => void {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { employee } = useMe();
  const place = usePlace();
  const list = useList();
  return () => {
    if (!employee.next_after_reply || client === null) return;
    const next = nextWaiting(queryClient, list, client, employee.id);
    if (next !== null) void navigate({ to: "/clients/$clientId", params: { clientId: String(next) }, search: inAddress(place) });
  };
}
