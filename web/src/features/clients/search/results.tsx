/** What was found: the first of each place, or one place with all of it. */
import { Button } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Dialog, MessageHit } from "@/api/types";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useDelayed } from "@/components/use-delayed";
import { useTranslation } from "@/i18n/use-translation";
import { RowSkeletons } from "../list/row-skeletons";
import { conditions, type Place } from "./address";
import { ClientRow, FileTile, MessageRow } from "./hits";
import styles from "./search.module.css";
import type { Search } from "./use-address";
import { type All, type FoundMessages, type Part, said } from "./use-found";

const FIRST = { messages: 4, comments: 3, clients: 3, files: 3 } as const;
const ORDER = ["messages", "comments", "clients", "files"] as const;

export interface Chosen {
  client: number;
  message: number | null;
}

export interface ResultsProps {
  search: Search;
  all: All;
  chosen: Chosen | null;
  onChoose: (hit: Chosen) => void;
  onOpen: (hit: Chosen) => void;
}

export function Results(props: ResultsProps) {
  const { t } = useTranslation("search");
  const { search, all } = props;
  const { q, place } = search.address;
  const open: readonly Place[] = place ? [place] : ORDER;
  const parts = open.map((one) => all[one]);
  const pending = parts.some((part) => part.pending);
  const slow = useDelayed(pending, 300);
  const failed = parts.find((part) => part.error !== null && part.items.length === 0);
  const retry = () => {
    for (const part of parts) if (part.error) part.retry();
  };
  if (!q?.trim()) return <StateNote icon={<IconSearch size={28} stroke={1.5} />} title={t("start")} text={t("startText")} />;
  if (failed?.error) return <ErrorNote error={failed.error} onRetry={retry} />;
  if (pending && parts.every((part) => part.items.length === 0)) return slow ? <RowSkeletons /> : null;
  if (parts.every((part) => part.items.length === 0)) return <Nothing search={search} />;
  return (
    <>
      <Forms all={all} place={place} />
      {open.map((one) => (all[one].items.length > 0 ? <Group key={one} {...props} place={one} whole={place !== undefined} /> : null))}
    </>
  );
}

function Nothing({ search }: { search: Search }) {
  const { t } = useTranslation("search");
  const { place, exact } = search.address;
  const narrowed = conditions(search.address) || place !== undefined || exact === true;
  const drop = () =>
    search.change({
      place: undefined,
      exact: undefined,
      period: undefined,
      from: undefined,
      to: undefined,
      authors: undefined,
      channels: undefined,
    });
  return (
    <StateNote
      icon={<IconSearch size={28} stroke={1.5} />}
      title={t("nothing")}
      text={t("nothingText")}
      action={
        narrowed ? (
          <Button size="xs" variant="default" onClick={drop}>
            {t("drop")}
          </Button>
        ) : null
      }
    />
  );
}

function Forms({ all, place }: { all: All; place: Place | undefined }) {
  const { t } = useTranslation("search");
  const parts = place === "clients" ? [] : place ? [all[place]] : [all.messages, all.comments, all.files];
  const forms = [...new Set(parts.flatMap((part) => part.forms))];
  if (forms.length === 0) return null;
  return (
    <p className={styles.forms}>
      {t("found")} <b>{forms.join(", ")}</b>
    </p>
  );
}

function Group({ place, whole, ...props }: ResultsProps & { place: Place; whole: boolean }) {
  const { t } = useTranslation("search");
  const part: Part<unknown> = props.all[place];
  const rest = part.more || part.items.length > FIRST[place];
  return (
    <section aria-labelledby={`search-${place}`}>
      <div className={styles.group}>
        <h2 id={`search-${place}`}>{t(`place.${place}`)}</h2>
        <span className={styles.number}>{said(part.count)}</span>
        {!whole && rest ? (
          <button
            type="button"
            className={styles.link}
            aria-label={t("showAllOf", { place: t(`place.${place}`) })}
            onClick={() => props.search.change({ place })}
          >
            {t("showAll")}
          </button>
        ) : null}
      </div>
      <Items {...props} place={place} most={whole ? Number.POSITIVE_INFINITY : FIRST[place]} />
      {whole && part.more ? (
        <div className={styles.foot}>
          <Button variant="default" size="xs" loading={part.loading} onClick={part.load}>
            {t("more")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Items({ place, most, all, search, chosen, onChoose, onOpen }: ResultsProps & { place: Place; most: number }): ReactNode {
  const hitOf = (client: number, message: number | null) => ({
    chosen: chosen?.client === client && chosen.message === message,
    onChoose: () => onChoose({ client, message }),
    onOpen: () => onOpen({ client, message }),
  });
  if (place === "clients") {
    return all.clients.items
      .slice(0, most)
      .map((dialog: Dialog) => (
        <ClientRow key={dialog.client_id} dialog={dialog} q={search.address.q ?? ""} {...hitOf(dialog.client_id, null)} />
      ));
  }
  const part: FoundMessages = all[place];
  const of = (hit: MessageHit) => ({ hit, client: part.clients.get(hit.client_id), ...hitOf(hit.client_id, hit.message_id) });
  if (place !== "files") return part.items.slice(0, most).map((hit) => <MessageRow key={hit.message_id} {...of(hit)} />);
  const files = part.items.flatMap((hit) => hit.files.filter((file) => file.marks.length > 0).map((file) => ({ hit, file })));
  return (
    <div className={styles.tiles}>
      {files.slice(0, most).map(({ hit, file }) => (
        <FileTile key={file.file.id} file={file} {...of(hit)} />
      ))}
    </div>
  );
}
