/**
 * The popover of design 07: find, tick, make, rename, recolour, delete. A typed name that nobody has is made and put on by Enter.
 */
import { Button, TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/request";
import { IconButton } from "@/components/icon-button";
import { useFieldText, useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { ColorChoice } from "./color-choice";
import { freshColor } from "./colors";
import { called, found } from "./find";
import styles from "./labels.module.css";
import { MarkFormBox } from "./mark-form";
import { MarkRow } from "./mark-row";
import { type MarkKind, useClientMarks, useMarkChanges, useMarks } from "./use-marks";

const NAME_MAX = 60;

export interface PickerProps {
  kind: MarkKind;
  client: number;
  ids: readonly number[];
  onClose: () => void;
}

export default function Picker({ kind, client, ids, onClose }: PickerProps) {
  const { t } = useTranslation(["clients", "common"]);
  const words = kind === "label" ? ("labels" as const) : ("lists" as const);
  const { all, refresh } = useMarks(kind);
  const marks = useClientMarks(client, kind);
  const [typed, setTyped] = useState("");
  /** The one whose form is open, or "new". */
  const [open, setOpen] = useState<number | "new" | null>(null);
  const search = useRef<HTMLInputElement>(null);
  // How many clients have each is as old as the dictionary; here it is read, so here it is asked for.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per opening
  useEffect(() => refresh(), []);
  const shown = found(all, typed);
  const exact = called(all, typed);
  const close = () => {
    setOpen(null);
    search.current?.focus();
  };
  const create = useQuickCreate(kind, (id) => {
    setTyped("");
    marks.toggle(id, true);
    search.current?.focus();
  });
  const fresh = kind === "label" ? freshColor(all.map((one) => one.color)) : null;
  const offered = typed.trim() !== "" && !exact;
  const onEnter = () => {
    if (exact) marks.toggle(exact.id, !ids.includes(exact.id));
    else if (offered) create.make(typed, fresh);
  };
  return (
    <div className={styles.picker}>
      <div className={styles.pickerHead}>
        <b>{t(`${words}.title`)}</b>
        <span className={styles.hint}>{t(`${words}.chosen`, { count: ids.filter((id) => all.some((one) => one.id === id)).length })}</span>
        <IconButton size="sm" label={t("common:close")} onClick={onClose}>
          <IconX size={18} stroke={1.75} />
        </IconButton>
      </div>
      <TextInput
        ref={search}
        size="sm"
        data-autofocus
        data-walk
        maxLength={NAME_MAX}
        placeholder={t(`${words}.find`)}
        aria-label={t(`${words}.find`)}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={typed}
        error={create.error}
        onChange={(event) => {
          create.reset();
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            onEnter();
          }
          if (event.key === "Escape" && typed !== "") {
            event.stopPropagation();
            setTyped("");
          }
        }}
      />
      <ul className={`${styles.options} scroll`} aria-label={t(`${words}.title`)}>
        {shown.map((mark) => (
          <li key={mark.id}>
            {open === mark.id ? (
              <MarkFormBox kind={kind} mark={mark} start={{ name: mark.name, color: mark.color }} onDone={close} onClose={close} />
            ) : (
              <MarkRow
                kind={kind}
                mark={mark}
                on={ids.includes(mark.id)}
                alone={ids.length === 1 && ids.includes(mark.id)}
                onToggle={(on) => marks.toggle(mark.id, on)}
                onMove={kind === "list" ? () => marks.move(mark) : null}
                onEdit={() => setOpen(mark.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {shown.length === 0 && !offered ? <p className={styles.hint}>{t(`${words}.none`)}</p> : null}
      {offered ? (
        <QuickCreate
          key={kind}
          kind={kind}
          name={typed.trim()}
          color={create.color === undefined ? fresh : create.color}
          create={create}
          onCreate={() => create.make(typed, fresh)}
        />
      ) : open === "new" ? (
        <MarkFormBox
          kind={kind}
          start={{ name: "", color: fresh }}
          onDone={(mark) => {
            marks.toggle(mark.id, true);
            close();
          }}
          onClose={close}
        />
      ) : (
        <button type="button" className={styles.link} onClick={() => setOpen("new")}>
          <IconPlus size={16} stroke={2} aria-hidden />
          {t(`${words}.new`)}
        </button>
      )}
    </div>
  );
}

interface QuickCreateProps {
  kind: MarkKind;
  name: string;
  color: number | null;
  create: ReturnType<typeof useQuickCreate>;
  onCreate: () => void;
}

/** Under the search: the typed name with a colour, one press away from being made and put on. */
function QuickCreate({ kind, name, color, create, onCreate }: QuickCreateProps) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.form}>
      <ColorChoice value={color} none={kind === "list"} onChange={create.setColor} />
      <Button size="xs" fullWidth loading={create.busy} rightSection={<kbd className={styles.enter}>Enter</kbd>} onClick={onCreate}>
        <span className="ellipsis">{t("labels.createNamed", { name })}</span>
      </Button>
    </div>
  );
}

function useQuickCreate(kind: MarkKind, onMade: (id: number) => void) {
  const problemText = useProblemText();
  const fieldText = useFieldText();
  const { make } = useMarkChanges(kind);
  /** Undefined: nobody has chosen, the fresh one is taken. */
  const [chosen, setColor] = useState<number | null | undefined>(undefined);
  const problem = make.error ? problemOf(make.error) : null;
  return {
    color: chosen,
    setColor,
    busy: make.isPending,
    error: problem ? (fieldText(problem.fields?.name) ?? problemText(problem)) : undefined,
    reset: make.reset,
    make: (name: string, fresh: number | null) => {
      if (make.isPending) return;
      const color = chosen === undefined ? fresh : chosen;
      make.mutate(
        { name: name.trim(), color },
        {
          onSuccess: (mark) => {
            setColor(undefined);
            onMade(mark.id);
          },
        },
      );
    },
  };
}
