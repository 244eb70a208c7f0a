/** The settings of a site chat being edited: what is on the screen now, saved by itself. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { patch } from "@/api/request";
import type { Channel, SiteChatSettings } from "@/api/types";
import { useAutosave } from "@/components/form/use-autosave";
import { putChannel } from "../cache";

export function useLook(channel: Channel) {
  const client = useQueryClient();
  const stored = channel.settings as SiteChatSettings;
  const [edited, setEdited] = useState<Partial<SiteChatSettings>>({});
  const settings = { ...stored, ...edited };
  const save = useAutosave<SiteChatSettings>(async (changes) => {
    const changed = await patch<Channel>(`/api/v1/channels/${channel.id}`, { settings: { ...stored, ...changes } });
    putChannel(client, changed);
    // What has been saved is no longer an edit; what was typed meanwhile still is.
    setEdited((before) =>
      Object.fromEntries(Object.entries(before).filter(([key, value]) => changes[key as keyof SiteChatSettings] !== value)),
    );
  });
  const change = (changes: Partial<SiteChatSettings>, when?: "soon" | "now") => {
    setEdited((before) => ({ ...before, ...changes }));
    // An empty title waits on the screen: the server would refuse it while the person is still typing.
    if (changes.title !== undefined && changes.title.trim() === "") return;
    save.change(changes, when);
  };
  return { settings, change, save };
}
