/** Which events this browser tells of, and how. Kept per device: a phone in the pocket and a desk differ. */
import { readStored, writeStored } from "./storage";
import { createStore } from "./store";

export const noticeEvents = ["own", "free", "mention", "transfer"] as const;
export type NoticeEvent = (typeof noticeEvents)[number];
export type NoticeWay = "screen" | "sound";
export type NoticePrefs = Readonly<Record<NoticeEvent, Readonly<Record<NoticeWay, boolean>>>>;

const KEY = "beseda.notices";
const all = { screen: true, sound: true };

/** What a former version has stored may lack an event; a new one tells until it is turned off. */
export function readPrefs(stored: Partial<Record<NoticeEvent, Partial<Record<NoticeWay, boolean>>>>): NoticePrefs {
  return Object.fromEntries(noticeEvents.map((event) => [event, { ...all, ...stored[event] }])) as unknown as NoticePrefs;
}

export const noticePrefs = createStore<NoticePrefs>(readPrefs(readStored(KEY, {})));

export function setNoticePref(event: NoticeEvent, way: NoticeWay, on: boolean): void {
  noticePrefs.set((now) => ({ ...now, [event]: { ...now[event], [way]: on } }));
  writeStored(KEY, noticePrefs.get());
}
