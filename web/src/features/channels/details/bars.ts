/** Heights of the half-hour bars, in per cent of the tallest. */
import type { ChannelHealth } from "@/api/types";

export interface Bar {
  at: number;
  ok: number;
  failed: number;
  /** Whole bar and its red part, per cent of the chart's height. */
  height: number;
  bad: number;
}

export function bars(hours: ChannelHealth["hours"]): Bar[] {
  const tallest = Math.max(1, ...hours.map((hour) => hour.ok + hour.failed));
  return hours.map((hour) => {
    const all = hour.ok + hour.failed;
    // A single error among thousands must still be seen.
    const bad = hour.failed === 0 ? 0 : Math.max(8, (hour.failed / tallest) * 100);
    return { ...hour, height: Math.max((all / tallest) * 100, bad), bad };
  });
}

/** Half hours in which something failed, newest first. */
export function failures(hours: ChannelHealth["hours"]): ChannelHealth["hours"] {
  return hours.filter((hour) => hour.failed > 0).sort((a, b) => b.at - a.at);
}
