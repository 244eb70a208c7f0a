/** A time zone by city or shift, with the time there now. */
import { Select } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { useClock } from "@/components/clock";
import { useFieldText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { timeOfDay } from "@/lib/time";
import { fieldClasses, fieldOrder } from "./field";
import { describeZone, listZones, type Zone, zoneMatches } from "./timezones";
import type { FieldError } from "./use-form";

interface Props {
  label: string;
  value: string | null;
  onChange: (zone: string | null) => void;
  /** The first choice, "as in the project"; without it a zone must be chosen. */
  inherited?: { label: string; zone: string };
  hint?: string;
  error?: FieldError | undefined;
  disabled?: boolean;
  icon?: boolean;
}

const INHERITED = "";
/** More would only make the list slow: a person types two letters instead. */
const SHOWN = 60;

export function TimezoneSelect({ label, value, onChange, inherited, hint, error, disabled, icon }: Props) {
  const { t, i18n } = useTranslation("form");
  const fieldText = useFieldText();
  const clock = useClock();
  const language = i18n.language === "ru" ? "ru" : "en";
  const day = Math.floor(clock.now / 86_400_000) * 86_400_000;
  const zones = useMemo(() => withValue(listZones(language, day), value, language, day), [language, day, value]);
  const byId = useMemo(() => new Map(zones.map((zone) => [zone.id, zone])), [zones]);
  const options = useMemo(
    () => [
      ...(inherited ? [{ value: INHERITED, label: inherited.label }] : []),
      ...zones.map((zone) => ({ value: zone.id, label: zone.label })),
    ],
    [zones, inherited],
  );
  return (
    <Select
      label={label}
      value={value ?? INHERITED}
      onChange={(chosen) => onChange(chosen === INHERITED || chosen === null ? null : chosen)}
      data={options}
      searchable
      allowDeselect={false}
      limit={SHOWN}
      maxDropdownHeight={300}
      nothingFoundMessage={t("timezoneNone")}
      placeholder={t("timezoneSearch")}
      filter={({ options: all, search, limit }) =>
        all
          .filter((option) => {
            if (!("value" in option)) return false;
            const zone = byId.get(option.value);
            return zone ? zoneMatches(zone, search) : option.label.toLowerCase().includes(search.trim().toLowerCase());
          })
          .slice(0, limit)
      }
      disabled={disabled ?? false}
      error={fieldText(error)}
      description={<Now zone={value ?? inherited?.zone ?? null} after={hint} />}
      inputWrapperOrder={fieldOrder}
      classNames={fieldClasses}
      leftSection={icon ? <IconClock size={18} stroke={1.75} aria-hidden /> : null}
    />
  );
}

function Now({ zone, after }: { zone: string | null; after: string | undefined }): ReactNode {
  const { t } = useTranslation("form");
  const clock = useClock();
  if (zone === null) return after ?? null;
  const there = { ...clock, timeZone: knownZone(zone) };
  const date = new Intl.DateTimeFormat(clock.locale, { day: "numeric", month: "long", timeZone: there.timeZone }).format(clock.now);
  const now = t("timezoneNow", { time: timeOfDay(clock.now, there), date });
  return after ? `${now}. ${after}` : now;
}

function knownZone(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** A zone that this browser does not list stays choosable: it is what the server has. */
function withValue(zones: Zone[], value: string | null, language: "ru" | "en", at: number): Zone[] {
  if (value === null || zones.some((zone) => zone.id === value)) return zones;
  return [describeZone(value, language, at), ...zones];
}
