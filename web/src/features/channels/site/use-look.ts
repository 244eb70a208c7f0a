/** The settings of a site chat being edited: what is on the screen now, saved by itself. */
import { useQueryClient } from "@tanstack/react-query";
import { patch } from "@/api/request";
import type { Channel, SiteChatSettings } from "@/api/types";
import { text } from "@/components/form/checks";
import { useEditing } from "@/components/form/use-editing";
import { putChannel } from "../cache";
import { GREETING_MAX, REPLY_NOTE_MAX, TITLE_MAX } from "./limits";

const checks = { title: text(TITLE_MAX, { required: true }), greeting: text(GREETING_MAX), reply_time_note: text(REPLY_NOTE_MAX) };

export function useLook(channel: Channel) {
  const client = useQueryClient();
  const stored = channel.settings as SiteChatSettings;
  return useEditing<SiteChatSettings>({
    stored,
    checks,
    save: async (changes) =>
      putChannel(client, await patch<Channel>(`/api/v1/channels/${channel.id}`, { settings: { ...stored, ...changes } })),
    serverField: (field) => `settings.${field}`,
  });
}
