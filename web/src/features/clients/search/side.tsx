/** Where, when, by whom and in which channel. The counts are the server's; each stands for its box with all other conditions met. */
import { Checkbox, Select } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFile, IconLock, IconMessage, IconSearch, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channelsQuery } from "@/api/queries";
import type { Count } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { DayRange } from "../filters/day-range";
import { authors, type Period, type Place, periods, places, toggleAuthor } from "./address";
import styles from "./search.module.css";
import type { Search } from "./use-address";
import { type All, said, sum } from "./use-found";

const icons = { messages: IconMessage, clients: IconUsers, comments: IconLock, files: IconFile } as const;
const CHANNELS_SHOWN = 4;

export function Side({ search, all }: { search: Search; all: All }) {
  const { t } = useTranslation("search");
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  return (
    <aside className={`${styles.side} scroll`} aria-label={t("filters")}>
      <Where search={search} all={all} />
      <details key={String(phone)} className={styles.more} open={!phone}>
        <summary>{t("filters")}</summary>
        <When search={search} />
        <Who search={search} all={all} />
        <Channels search={search} all={all} />
        <p className={styles.hint}>{t("hint")}</p>
      </details>
    </aside>
  );
}

function Where({ search, all }: { search: Search; all: All }) {
  const { t } = useTranslation("search");
  const item = (place: Place | undefined, count: Count | null) => {
    const Icon = place ? icons[place] : IconSearch;
    return (
      <button
        key={place ?? "all"}
        type="button"
        className={styles.place}
        aria-pressed={search.address.place === place}
        onClick={() => search.change({ place })}
      >
        <Icon size={18} stroke={1.75} aria-hidden />
        <span>{t(`place.${place ?? "all"}`)}</span>
        <span className={styles.number}>{said(count)}</span>
      </button>
    );
  };
  return (
    <div role="group" aria-label={t("where")} className={styles.places}>
      <h2>{t("where")}</h2>
      {item(undefined, sum(places.map((place) => all[place].count)))}
      {(["messages", "clients", "comments", "files"] as const).map((place) => item(place, all[place].count))}
    </div>
  );
}

function When({ search }: { search: Search }) {
  const { t } = useTranslation("search");
  const { period, from, to } = search.address;
  const [own, setOwn] = useState(from !== undefined || to !== undefined);
  const value = period ?? (own || from || to ? "own" : "any");
  const choose = (next: string | null) => {
    setOwn(next === "own");
    search.change({ period: periods.find((one) => one === next) as Period | undefined, from: undefined, to: undefined });
  };
  return (
    <div>
      <h2 id="search-when">{t("when")}</h2>
      <Select
        size="sm"
        aria-labelledby="search-when"
        allowDeselect={false}
        value={value}
        onChange={choose}
        data={(["any", ...periods, "own"] as const).map((one) => ({ value: one, label: t(`period.${one}`) }))}
      />
      {value === "own" ? (
        <DayRange
          from={from ?? null}
          to={to ?? null}
          names={[`${t("when")}: ${t("from")}`, `${t("when")}: ${t("to")}`]}
          onChange={(range) => search.change({ from: range.from ?? undefined, to: range.to ?? undefined })}
        />
      ) : null}
    </div>
  );
}

/** The parts whose hits the boxes sort. */
const sorted = (search: Search, all: All) =>
  search.address.place === "clients" ? [] : search.address.place ? [all[search.address.place]] : [all.messages, all.comments, all.files];

function Who({ search, all }: { search: Search; all: All }) {
  const { t } = useTranslation("search");
  const chosen = search.address.authors;
  const count = (author: string) =>
    sorted(search, all).reduce((total, part) => total + (part.authors.find((one) => one.author_kind === author)?.count ?? 0), 0);
  return (
    <fieldset className={styles.boxes}>
      <legend>{t("who")}</legend>
      {authors.map((author) => (
        <Checkbox
          key={author}
          size="xs"
          label={<Counted name={t(`author.${author}`)} count={count(author)} />}
          checked={chosen === undefined || chosen.includes(author)}
          onChange={() => search.change({ authors: toggleAuthor(chosen, author) })}
        />
      ))}
    </fieldset>
  );
}

function Channels({ search, all }: { search: Search; all: All }) {
  const { t } = useTranslation("search");
  const channels = useQuery(channelsQuery).data?.items ?? [];
  const [open, setOpen] = useState(false);
  const chosen = search.address.channels ?? [];
  const counts = new Map<number, number>();
  for (const part of sorted(search, all)) {
    for (const { channel_id: id, count } of part.channels) counts.set(id, (counts.get(id) ?? 0) + count);
  }
  const ordered = [...channels].sort((a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0) || a.id - b.id);
  if (ordered.length === 0) return null;
  const shown = open ? ordered : ordered.filter((channel, index) => index < CHANNELS_SHOWN || chosen.includes(channel.id));
  const toggle = (id: number) =>
    search.change({ channels: chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id] });
  return (
    <fieldset className={styles.boxes}>
      <legend>{t("channel")}</legend>
      {shown.map((channel) => (
        <Checkbox
          key={channel.id}
          size="xs"
          label={<Counted name={channel.name} count={counts.get(channel.id) ?? 0} />}
          checked={chosen.includes(channel.id)}
          onChange={() => toggle(channel.id)}
        />
      ))}
      {shown.length < ordered.length ? (
        <button type="button" className={styles.link} onClick={() => setOpen(true)}>
          {t("moreChannels", { count: ordered.length - shown.length })}
        </button>
      ) : null}
    </fieldset>
  );
}

function Counted({ name, count }: { name: string; count: number }) {
  return (
    <span className={styles.counted}>
      <span className="ellipsis">{name}</span>
      <span className={styles.number}>{said(sum([{ count, more: false }]))}</span>
    </span>
  );
}
