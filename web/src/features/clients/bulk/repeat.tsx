/** «Переотправить сообщения с ошибкой» (S53): the last message to each client, if it failed, one client after the other. */
import { NumberInput, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { channelsQuery } from "@/api/queries";
import { useCan } from "@/api/session";
import { ChannelBadge } from "@/components/channel-badge";
import { useClock } from "@/components/clock";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { dayOf, startOf } from "@/lib/dates";
import { DayRange } from "../filters/day-range";
import { ManyField } from "../filters/many-field";
import { useJobActions } from "./use-jobs";

/** Seconds; a messenger's own limit on speed is kept by the server besides. */
const INTERVAL = 1;
const INTERVAL_MAX = 3_600;

export default function RepeatWindow({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("bulk");
  return (
    <Window opened={opened} title={t("repeat.title")} lead={t("repeat.lead")} onClose={onClose}>
      {opened ? <RepeatForm onClose={onClose} /> : null}
    </Window>
  );
}

function RepeatForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["bulk", "clients"]);
  const { now, timeZone } = useClock();
  const seesChannels = useCan("channels.read");
  const channels = useQuery({ ...channelsQuery, enabled: seesChannels }).data?.items ?? [];
  // What failed long ago was mostly said another way since: today is what people mean.
  const [time, setTime] = useState<{ from: number | null; to: number | null }>({ from: startOf(dayOf(now, timeZone), timeZone), to: null });
  const [channelIds, setChannelIds] = useState<number[]>([]);
  const [interval, setInterval] = useState<number | string>(INTERVAL);
  const { beginWith, busy } = useJobActions();
  const seconds = Number(interval);
  const fits = interval !== "" && Number.isInteger(seconds) && seconds >= 0 && seconds <= INTERVAL_MAX;
  const empty = time.from !== null && time.to !== null && time.from >= time.to;
  return (
    <WindowForm
      submit={t("repeat.begin")}
      busy={busy}
      disabled={!fits || empty}
      onCancel={onClose}
      onSubmit={() =>
        beginWith({ type: "repeat", from: time.from, to: time.to, interval_s: seconds }, { filter: { channel_ids: channelIds } }, onClose)
      }
    >
      <Stack gap={12}>
        <div>
          <Text fw={600} size="sm" mb={4}>
            {t("repeat.days")}
          </Text>
          <DayRange {...time} names={[t("repeat.from"), t("repeat.to")]} onChange={setTime} />
        </div>
        {channels.length > 1 ? (
          <ManyField
            label={t("clients:filters.channels")}
            options={channels.map((one) => ({ id: one.id, name: one.name, face: <ChannelBadge kind={one.kind} inline /> }))}
            ids={channelIds}
            onChange={setChannelIds}
          />
        ) : null}
        <NumberInput
          label={t("repeat.interval")}
          description={t("repeat.intervalHint")}
          inputWrapperOrder={["label", "input", "description"]}
          min={0}
          max={INTERVAL_MAX}
          allowDecimal={false}
          clampBehavior="strict"
          value={interval}
          onChange={setInterval}
        />
      </Stack>
    </WindowForm>
  );
}
