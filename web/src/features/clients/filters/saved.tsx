/** Left in the panel: saved filters, one's own and the team's; below them the form that saves the present one (design 23). */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconStar, IconStarFilled, IconTrash } from "@tabler/icons-react";
import { useId, useState } from "react";
import { filterParam, tidyFilter } from "@/api/filter";
import { useMe } from "@/api/session";
import type { DialogFilter, SavedFilter } from "@/api/types";
import { useAsk } from "@/components/ask";
import { IconButton } from "@/components/icon-button";
import { ErrorNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./saved.module.css";
import { useDeleteFilter, useSavedFilters, useSaveFilter } from "./use-saved";

const NAME_MAX = 60;

export interface SavedProps {
  filter: DialogFilter;
  onApply: (filter: DialogFilter) => void;
}

export function Saved({ filter, onApply }: SavedProps) {
  const { t } = useTranslation("clients");
  const query = useSavedFilters();
  const now = filterParam(tidyFilter(filter));
  const all = query.data?.items ?? [];
  /** The one that was pressed or saved last: what is changed in the fields since may be put into it. */
  const [pressed, setPressed] = useState<number | null>(null);
  const on = (one: SavedFilter) => filterParam(tidyFilter(one.filter)) === now;
  const chosen = all.find((one) => one.id === pressed) ?? all.find(on);
  const group = (title: string, items: SavedFilter[]) =>
    items.length === 0 ? null : (
      <section aria-label={title}>
        <h3 className={styles.title}>{title}</h3>
        <ul className={styles.list}>
          {items.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className={styles.saved}
                aria-pressed={on(one)}
                data-chosen={one.id === chosen?.id || undefined}
                title={one.name}
                onClick={() => {
                  setPressed(one.id);
                  onApply(tidyFilter(one.filter));
                }}
              >
                {on(one) ? <IconStarFilled size={16} aria-hidden /> : <IconStar size={16} stroke={1.75} aria-hidden />}
                <span className="ellipsis">{one.name}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <div className={styles.aside}>
      <div className={`${styles.groups} scroll`}>
        {group(
          t("filters.saved.own"),
          all.filter((one) => !one.shared),
        )}
        {group(
          t("filters.saved.shared"),
          all.filter((one) => one.shared),
        )}
        {query.isError && all.length === 0 ? <ErrorNote error={query.error} onRetry={() => void query.refetch()} /> : null}
        {query.isSuccess && all.length === 0 ? <p className={styles.none}>{t("filters.saved.none")}</p> : null}
      </div>
      {now !== null || chosen ? (
        <SaveForm
          key={chosen?.id ?? 0}
          filter={filter}
          chosen={chosen?.can_change ? chosen : undefined}
          locked={chosen !== undefined && !chosen.can_change}
          onSaved={setPressed}
        />
      ) : null}
    </div>
  );
}

interface FormProps {
  filter: DialogFilter;
  /** The chosen filter, if it may be changed by this employee. */
  chosen: SavedFilter | undefined;
  locked: boolean;
  onSaved: (id: number | null) => void;
}

function SaveForm({ filter, chosen, locked, onSaved }: FormProps) {
  const { t } = useTranslation("clients");
  const id = useId();
  const [name, setName] = useState(chosen?.name ?? "");
  const [shared, setShared] = useState(chosen?.shared ?? false);
  const [missing, setMissing] = useState(false);
  const save = useSaveFilter();
  const askDelete = useAskDelete();
  const tidy = tidyFilter(filter);
  const empty = Object.keys(tidy).length === 0;
  const submit = (target: SavedFilter | undefined) => {
    if (name.trim() === "") return setMissing(true);
    const form = { name: name.trim(), shared, filter: tidy };
    save.mutate({ id: target?.id ?? null, form }, { onSuccess: (saved) => onSaved(saved.id) });
  };
  return (
    <form
      className={styles.form}
      aria-label={t("filters.saved.form")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(chosen);
      }}
    >
      <TextInput
        size="sm"
        label={t("filters.saved.as")}
        autoComplete="off"
        maxLength={NAME_MAX}
        value={name}
        error={missing ? t("filters.saved.nameMissing") : undefined}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setMissing(false);
        }}
      />
      <span id={id} className="visually-hidden">
        {t("filters.saved.whose")}
      </span>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-labelledby={id}
        data={[
          { value: "own", label: t("filters.saved.onlyMe") },
          { value: "shared", label: t("filters.saved.team") },
        ]}
        value={shared ? "shared" : "own"}
        onChange={(value) => setShared(value === "shared")}
      />
      {tidy.period ? <p className={styles.note}>{t("filters.saved.fixedDays", { period: t(`filters.period.${tidy.period}`) })}</p> : null}
      {locked ? <p className={styles.note}>{t("filters.saved.locked")}</p> : null}
      <div className={styles.buttons}>
        <Button type="submit" variant="light" size="xs" loading={save.isPending} disabled={empty}>
          {t("filters.saved.save")}
        </Button>
        {chosen ? (
          <IconButton
            danger
            label={t("filters.saved.delete", { name: chosen.name })}
            onClick={() => askDelete(chosen, () => onSaved(null))}
          >
            <IconTrash size={18} stroke={1.75} />
          </IconButton>
        ) : null}
      </div>
      {chosen ? (
        <Button size="xs" variant="subtle" disabled={empty || save.isPending} onClick={() => submit(undefined)}>
          {t("filters.saved.asNew")}
        </Button>
      ) : null}
    </form>
  );
}

/** One's own goes at once and can be brought back; what a colleague has made for the team is asked about first. */
function useAskDelete() {
  const { t } = useTranslation(["clients", "common"]);
  const me = useMe().employee.id;
  const erase = useDeleteFilter();
  const ask = useAsk();
  return (one: SavedFilter, done: () => void) => {
    const go = () => erase.mutate(one, { onSuccess: done });
    if (one.author_id === me) return go();
    ask({ title: t("filters.saved.deleteTitle", { name: one.name }), text: t("filters.saved.deleteText"), onConfirm: go });
  };
}
