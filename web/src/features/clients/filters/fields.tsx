/** The fields of the panel, from who the client is to what is set on him. */
import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconHash, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { channelsQuery, useEmployees } from "@/api/queries";
import type { DialogFilter } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { ChannelBadge } from "@/components/channel-badge";
import { useTranslation } from "@/i18n/use-translation";
import { useMarks } from "../labels/use-marks";
import { type MarkName, marks } from "./active";
import { DayRange } from "./day-range";
import { ManyField } from "./many-field";
import styles from "./panel.module.css";
import { type Period, periodOf, periods } from "./periods";
import { VariableRows } from "./variable-rows";

const SEARCH_MAX = 100;
const ID_MAX = 19;

/** A field that is undefined here is taken away. */
export type Changes = { [Name in keyof DialogFilter]?: DialogFilter[Name] | undefined };

export interface FieldsProps {
  filter: DialogFilter;
  set: (change: Changes) => void;
}

export function Fields({ filter, set }: FieldsProps) {
  const { t } = useTranslation("clients");
  return (
    <div className={styles.fields}>
      <TextInput
        size="sm"
        type="search"
        label={t("filters.text")}
        placeholder={t("filters.textExample")}
        maxLength={SEARCH_MAX}
        leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
        value={filter.q ?? ""}
        onChange={(event) => set({ q: event.currentTarget.value })}
      />
      <ClientId filter={filter} set={set} />
      <Sets filter={filter} set={set} />
      <VariableRows value={filter.variables ?? []} onChange={(variables) => set({ variables })} />
      <div>
        <div className={styles.labelLine}>{t("filters.created")}</div>
        <DayRange
          from={filter.created_from ?? null}
          to={filter.created_to ?? null}
          names={[t("filters.createdFrom"), t("filters.createdTo")]}
          onChange={({ from, to }) => set({ created_from: from, created_to: to })}
        />
      </div>
      <LastAction filter={filter} set={set} />
      {marks.map((name) => (
        <Three key={name} name={name} value={filter[name] ?? null} onChange={(value) => set({ [name]: value })} />
      ))}
    </div>
  );
}

function ClientId({ filter, set }: FieldsProps) {
  const { t } = useTranslation("clients");
  const typed = filter.client_id ?? "";
  return (
    <TextInput
      size="sm"
      inputMode="numeric"
      autoComplete="off"
      label={t("filters.clientId")}
      placeholder={t("filters.clientIdExample")}
      maxLength={ID_MAX}
      leftSection={<IconHash size={16} stroke={1.75} aria-hidden />}
      value={typed}
      error={/^\d*$/.test(typed) ? undefined : t("filters.clientIdBad")}
      onChange={(event) => set({ client_id: event.currentTarget.value.trim() })}
    />
  );
}

function Sets({ filter, set }: FieldsProps) {
  const { t } = useTranslation("clients");
  const labels = useMarks("label").all;
  const lists = useMarks("list").all;
  const channels = (useQuery(channelsQuery).data?.items ?? []).map((one) => ({
    id: one.id,
    name: one.name,
    face: <ChannelBadge kind={one.kind} inline />,
  }));
  const people = [
    { id: null, name: t("filters.free") },
    ...useEmployees().map((one) => ({
      id: one.id,
      name: one.name,
      face: <Avatar id={one.id} name={one.name} url={one.avatar_url} size={18} />,
    })),
  ];
  return (
    <>
      <ManyField
        label={t("filters.labels")}
        options={labels}
        ids={filter.label_ids ?? []}
        onChange={(label_ids) => set({ label_ids })}
        mode={{
          all: filter.labels_all ?? false,
          words: [t("filters.any"), t("filters.all")],
          onChange: (labels_all) => set({ labels_all }),
        }}
      />
      <ManyField
        excluded
        label={t("filters.notLabels")}
        options={labels}
        ids={filter.not_label_ids ?? []}
        onChange={(not_label_ids) => set({ not_label_ids })}
      />
      <ManyField
        label={t("filters.lists")}
        options={lists}
        ids={filter.list_ids ?? []}
        onChange={(list_ids) => set({ list_ids })}
        mode={{
          all: filter.lists_all ?? false,
          words: [t("filters.anyList"), t("filters.all")],
          onChange: (lists_all) => set({ lists_all }),
        }}
      />
      <ManyField
        excluded
        label={t("filters.notLists")}
        options={lists}
        ids={filter.not_list_ids ?? []}
        onChange={(not_list_ids) => set({ not_list_ids })}
      />
      <ManyField
        label={t("filters.channels")}
        options={channels}
        ids={filter.channel_ids ?? []}
        onChange={(channel_ids) => set({ channel_ids })}
      />
      <ManyField
        excluded
        label={t("filters.notChannels")}
        options={channels}
        ids={filter.not_channel_ids ?? []}
        onChange={(not_channel_ids) => set({ not_channel_ids })}
      />
      <ManyField
        label={t("filters.responsible")}
        options={people}
        ids={filter.responsible_ids ?? []}
        onChange={(responsible_ids) => set({ responsible_ids })}
      />
      <ManyField
        excluded
        label={t("filters.notResponsible")}
        options={people}
        ids={filter.not_responsible_ids ?? []}
        onChange={(not_responsible_ids) => set({ not_responsible_ids })}
      />
    </>
  );
}

function LastAction({ filter, set }: FieldsProps) {
  const { t } = useTranslation("clients");
  const known = periodOf(filter);
  /** "Own period" was chosen and has no days yet. */
  const [own, setOwn] = useState(false);
  const period = own && known === "any" ? "own" : known;
  const choose = (next: Period) => {
    setOwn(next === "own");
    set({ action_from: null, action_to: null, period: next === "own" || next === "any" ? undefined : next });
  };
  return (
    <div className={styles.stack}>
      <Select
        size="sm"
        label={t("filters.action")}
        allowDeselect={false}
        data={periods.map((one) => ({ value: one, label: t(`filters.period.${one}`) }))}
        value={period}
        onChange={(next) => choose(next as Period)}
      />
      {period === "own" ? (
        <DayRange
          from={filter.action_from ?? null}
          to={filter.action_to ?? null}
          names={[t("filters.actionFrom"), t("filters.actionTo")]}
          onChange={({ from, to }) => set({ action_from: from, action_to: to })}
        />
      ) : null}
    </div>
  );
}

function Three({ name, value, onChange }: { name: MarkName; value: boolean | null; onChange: (value: boolean | null) => void }) {
  const { t } = useTranslation("clients");
  const id = useId();
  return (
    <div className={styles.three}>
      <span id={id}>{t(`filters.mark.${name}`)}</span>
      <SegmentedControl
        size="xs"
        aria-labelledby={id}
        data={[
          { value: "all", label: t("filters.three.all") },
          { value: "yes", label: t("filters.three.yes") },
          { value: "no", label: t("filters.three.no") },
        ]}
        value={value === null ? "all" : value ? "yes" : "no"}
        onChange={(next) => onChange(next === "all" ? null : next === "yes")}
      />
    </div>
  );
}
