/** The sections of the rail in their order: only those that work and that the role may open. G and a digit lead there. */
import { IconMessageCircle, IconPlugConnected, IconSearch, IconSettings } from "@tabler/icons-react";
import { useCan } from "@/api/session";

export interface Section {
  name: "clients" | "search" | "channels" | "settings";
  to: "/clients" | "/search" | "/channels" | "/settings";
  icon: typeof IconSettings;
}

export function useSections(): Section[] {
  const seesChannels = useCan("channels.read");
  return [
    { name: "clients", to: "/clients", icon: IconMessageCircle },
    ...(seesChannels ? [{ name: "channels", to: "/channels", icon: IconPlugConnected } as const] : []),
    { name: "search", to: "/search", icon: IconSearch },
    { name: "settings", to: "/settings", icon: IconSettings },
  ];
}
