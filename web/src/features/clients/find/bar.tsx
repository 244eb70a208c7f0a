/** Search by words in the open dialog: every place is marked, Enter and the arrows go from one to the next. */
import { Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/request";
import { IconButton } from "@/components/icon-button";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import { focusComposer } from "../focus";
import { showMessage } from "../jump";
import styles from "./bar.module.css";
import { finding, found } from "./found";
import { step } from "./step";
import { FIND_ID } from "./use-find-key";
import { type Places, usePlaces } from "./use-places";

const PAUSE_MS = 250;
const QUERY_MAX = 200;

export default function FindBar({ client, version }: { client: number; version: string }) {
  const { t } = useTranslation("search");
  const [typed, setTyped] = useState("");
  const [paused] = useDebouncedValue(typed.trim(), PAUSE_MS);
  // An emptied field asks nobody and marks nothing, at once.
  const q = typed.trim() === "" ? "" : paused;
  const places = usePlaces(client, q, false, version);
  const { current, go } = useSteps(client, q, places);
  const field = useFocus();
  const close = useClose();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const inField = event.target === field.current;
    if (event.key === "Escape") close();
    else if (inField && (event.key === "Enter" || event.key === "ArrowUp" || event.key === "ArrowDown")) {
      go(event.key === "ArrowDown" || (event.key === "Enter" && event.shiftKey) ? -1 : 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const off = places.ids.length === 0 ? t("find.none") : null;
  return (
    <search className={styles.bar} aria-label={t("find.label")} onKeyDown={onKeyDown}>
      <TextInput
        ref={field}
        id={FIND_ID}
        className={styles.field ?? ""}
        maxLength={QUERY_MAX}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder={t("find.field")}
        aria-label={t("find.field")}
        aria-describedby="find-count"
        enterKeyHint="search"
        autoComplete="off"
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
        rightSectionWidth="auto"
        rightSection={<Counted q={q} places={places} current={current} />}
      />
      <IconButton label={t("find.older")} keys="Enter" reason={off} onClick={() => go(1)}>
        <IconChevronUp size={20} stroke={1.75} />
      </IconButton>
      <IconButton label={t("find.newer")} keys="Shift+Enter" reason={off} onClick={() => go(-1)}>
        <IconChevronDown size={20} stroke={1.75} />
      </IconButton>
      <span className={styles.grow} />
      <IconButton label={t("find.close")} keys="Esc" onClick={close}>
        <IconX size={20} stroke={1.75} />
      </IconButton>
    </search>
  );
}

/** «3 из 17»; what went wrong stands in the same place, in words. */
function Counted({ q, places, current }: { q: string; places: Places; current: number | null }) {
  const { t } = useTranslation(["search", "common"]);
  const problemText = useProblemText();
  const { count, ids, error } = places;
  const at = current === null ? -1 : ids.indexOf(current);
  const of = count ? `${count.count}${count.more ? "+" : ""}` : "";
  const words = q === "" || !count ? "" : ids.length === 0 ? t("find.none") : at < 0 ? of : t("find.place", { place: at + 1, of });
  return (
    <span className={styles.count} id="find-count" role="status">
      {places.loading ? <Loader size={14} aria-label={t("common:loading")} /> : null}
      {error ? (
        <button type="button" className={styles.error} onClick={places.retry} title={problemText(problemOf(error))}>
          {t("common:retry")}
        </button>
      ) : (
        words
      )}
    </span>
  );
}

/** The place the reader is at. New words lead to the newest place, unless the one before is a place of theirs, too. */
function useSteps(client: number, q: string, { ids, more, load }: Places) {
  const current = useStore(found, (now) => now.current);
  const asked = useRef<string | null>(null);
  const busy = useRef(false);
  const show = (message: number) => {
    found.set((now) => ({ ...now, current: message }));
    showMessage(client, message);
  };
  const latest = useRef(show);
  latest.current = show;
  useEffect(() => {
    if (asked.current === q || ids.length === 0) return;
    asked.current = q;
    const first = ids[0];
    const before = found.get().current;
    if (first !== undefined && (before === null || !ids.includes(before))) latest.current(first);
  }, [q, ids]);
  const go = (by: 1 | -1) => {
    if (busy.current) return;
    const next = step(ids, current, by, more);
    if (next === "stay") {
      // A single place: to come back to it after scrolling away.
      if (current !== null && ids.includes(current)) showMessage(client, current);
      return;
    }
    if (next !== "load") return show(next.to);
    busy.current = true;
    load()
      .then((all) => {
        const after = step(all, current, by, false);
        if (typeof after === "object") latest.current(after.to);
      })
      .catch(() => undefined)
      .finally(() => {
        busy.current = false;
      });
  };
  return { current, go };
}

/** The field has the focus when the search opens and each time it is asked for again. */
function useFocus() {
  const field = useRef<HTMLInputElement>(null);
  const turn = useStore(finding, (now) => now?.turn ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn is the reason to take the focus
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [turn]);
  return field;
}

/** Closing gives the focus back to where it was: the button, a row, the composer. */
function useClose(): () => void {
  const [opener] = useState(() => (document.activeElement instanceof HTMLElement ? document.activeElement : null));
  return () => {
    finding.set(null);
    if (opener?.isConnected && opener !== document.body) opener.focus({ preventScroll: true });
    else focusComposer();
  };
}
