/** The Clients section: list, dialog, card; as many panes as the window has room for. */
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconMessageCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useDeferredValue, useEffect, useState } from "react";
import { onGone } from "@/api/live-page";
import { useMe } from "@/api/session";
import { useShortcuts } from "@/components/shortcuts";
import { StateNote } from "@/components/state-note";
import { useSteadyCallback } from "@/components/use-steady-callback";
import { withWords } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { picked } from "./bulk/selection";
import { useJobsUnderWay } from "./bulk/under-way";
import { useDeskAtWork } from "./desk";
import { deletedHere } from "./dialog/use-deletion";
import { labelsAsked } from "./labels/asked";
import { setLayoutPref, useLayoutPrefs } from "./layout-prefs";
import { ClientList } from "./list/client-list";
import { nextWaiting } from "./next-waiting";
import styles from "./page.module.css";
import { useCardDrawer } from "./use-card-drawer";
import { inAddress, useList, usePlace } from "./use-list";

/** The list paints first. The panes beside it come at once where a dialog is open, else while nothing else is to be done. */
const loadDialog = () => import("./dialog/dialog");
const loadCard = () => import("./card/card");
const DialogPane = lazy(() => loadDialog().then((file) => ({ default: file.DialogPane })));
const Card = lazy(() => loadCard().then((file) => ({ default: file.Card })));
const CardDrawer = lazy(() => import("./card/card-drawer"));
const BulkDesk = lazy(() => withWords(() => import("./bulk/desk"), "work"));
if (/^\/clients\/\d/.test(location.pathname)) void loadDialog();

export interface ClientsPageProps {
  /** Draws what stands in place of an unopened dialog; it is handed the plain note to fall back to. */
  welcome?: ((fallback: ReactNode) => ReactNode) | undefined;
}

export default function ClientsPage({ welcome }: ClientsPageProps) {
  const { t } = useTranslation("clients");
  const client = useOpenClient();
  const wide = useMediaQuery("(min-width: 78em)") ?? true;
  const bulk = useBulkDesk();
  const phone = useMediaQuery("(max-width: 47.99em)") ?? false;
  const prefs = useLayoutPrefs();
  const navigate = useNavigate();
  const place = usePlace();
  const drawer = useCardDrawer(client);
  const next = useSteadyCallback(useNextAfterReply(client));
  useDeskAtWork();
  usePanesAhead();
  useLeaveGone(client);

  const cardOpen = wide ? prefs.card : drawer.open;
  const toggleCard = useSteadyCallback(() => {
    if (wide) setLayoutPref({ card: !prefs.card });
    else if (drawer.open) drawer.hide();
    else drawer.show();
  });
  const toggleList = useSteadyCallback(() => setLayoutPref({ list: !prefs.list }));
  const listOpen = prefs.list || client === null;
  const labels = () => {
    if (client === null) return;
    labelsAsked.set(client);
    setLayoutPref({ tab: "about" });
    if (!cardOpen) toggleCard();
  };
  useShortcuts({ BracketRight: toggleCard, BracketLeft: toggleList, KeyL: labels });
  const toList = useSteadyCallback(() => void navigate({ to: "/clients", search: inAddress(place) }));
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
          <Suspense fallback={<main id="main" className={styles.nothing} />}>
            <DialogPane
              client={client}
              onBack={toList}
              onSent={next}
              cardOpen={cardOpen}
              onCard={toggleCard}
              listOpen={listOpen}
              onList={toggleList}
            />
          </Suspense>
        </div>
      ) : phone ? null : (
        <div className={styles.dialog}>{welcome ? welcome(note) : note}</div>
      )}
      {client !== null && wide && prefs.card ? <BesideDialog client={client} /> : null}
      {bulk ? (
        <Suspense fallback={null}>
          <BulkDesk />
        </Suspense>
      ) : null}
      {client !== null && !wide ? (
        <Suspense fallback={null}>
          <CardDrawer client={client} opened={drawer.open} phone={phone} onClose={drawer.hide} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** The dialog is drawn first, the card a moment after it; until then nothing can be pressed in the card of the one before. */
function BesideDialog({ client }: { client: number }) {
  const shown = useDeferredValue(client);
  return (
    <div className={styles.card} inert={shown !== client}>
      <Suspense fallback={null}>
        <Card client={shown} />
      </Suspense>
    </div>
  );
}

/** From the first choice on the desk stays: work that has begun is shown there when the choosing has ended, and after a reload. */
function useBulkDesk(): boolean {
  const choosing = useStore(picked) !== null;
  const working = useJobsUnderWay();
  const [needed, setNeeded] = useState(choosing);
  if ((choosing || working) && !needed) setNeeded(true);
  useEffect(() => () => picked.set(null), []);
  return needed;
}

function usePanesAhead(): void {
  useEffect(() => {
    const load = () =>
      void Promise.all([loadDialog(), loadCard()]).catch(() => {
        // Without a connection the panes say so themselves when they are wanted.
      });
    // Safari knows no idle moments.
    if (typeof requestIdleCallback === "function") requestIdleCallback(load);
    else setTimeout(load, 200);
  }, []);
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
