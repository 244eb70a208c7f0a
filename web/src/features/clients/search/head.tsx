/** The field of the search and the choice between all forms of its words and the words as they are typed. */
import { TextInput } from "@mantine/core";
import { IconSearch, IconX } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Count } from "@/api/types";
import { Segments } from "@/components/form/choices";
import { IconButton } from "@/components/icon-button";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./search.module.css";
import type { Search } from "./use-address";
import { said } from "./use-found";

const PAUSE_MS = 250;
const QUERY_MAX = 200;

export interface HeadProps {
  search: Search;
  count: Count | null;
  /** Down from the field into what was found. */
  onDown: () => void;
}

export function Head({ search, count, onDown }: HeadProps) {
  const { t } = useTranslation("search");
  const { typed, type, now } = useTyped(search);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") onDown();
    else if (event.key === "Enter") now();
    else if (event.key === "Escape" && typed !== "") type("");
    else return;
    event.preventDefault();
  };
  const clear = () => {
    type("");
    field.current?.focus();
  };
  return (
    <header className={styles.head}>
      <h1 className="visually-hidden">{t("title")}</h1>
      <TextInput
        ref={field}
        className={styles.field ?? ""}
        size="md"
        maxLength={QUERY_MAX}
        value={typed}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={t("field")}
        aria-label={t("field")}
        enterKeyHint="search"
        autoComplete="off"
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
        rightSectionWidth="auto"
        rightSection={
          <span className={styles.count}>
            <span role="status">{count && typed !== "" ? t("matches", { count: count.count, shown: said(count) }) : ""}</span>
            {typed === "" ? null : (
              <IconButton label={t("clear")} size="xs" onClick={clear}>
                <IconX size={16} />
              </IconButton>
            )}
          </span>
        }
      />
      <Segments
        label={t("forms")}
        value={search.address.exact ? "exact" : "all"}
        onChange={(value) => search.change({ exact: value === "exact" ? true : undefined })}
        options={[
          { value: "all", label: t("all") },
          { value: "exact", label: t("exact") },
        ]}
      />
    </header>
  );
}

/** At once in the field, a moment later in the address; what Back brings into the address comes into the field. */
function useTyped({ address, change }: Search) {
  const q = address.q ?? "";
  const [typed, setTyped] = useState(q);
  const known = useRef(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (q === known.current) return;
    known.current = q;
    clearTimeout(timer.current);
    setTyped(q);
  }, [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const latest = useRef(change);
  latest.current = change;
  const put = (text: string) => {
    clearTimeout(timer.current);
    if (text.trimStart() === known.current) return;
    known.current = text.trimStart();
    latest.current({ q: text }, "still");
  };
  return {
    typed,
    type: (text: string) => {
      setTyped(text);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => put(text), PAUSE_MS);
    },
    now: () => put(typed),
  };
}
