/** A face: the picture, else two letters on the person's own colour, with the badge of the channel. */
import { useState } from "react";
import type { ChannelKind } from "@/api/types";
import { hueOf, initials } from "@/lib/text";
import styles from "./avatar.module.css";
import { ChannelBadge } from "./channel-badge";

export interface AvatarProps {
  id: number;
  name: string;
  url?: string | null;
  size?: 18 | 24 | 28 | 32 | 36 | 40 | 56 | 72;
  channel?: ChannelKind;
  title?: string;
  hue?: string;
}

export function Avatar({ id, name, url, size = 40, channel, title, hue }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const picture = url && url !== broken ? url : null;
  const colour = hue ?? hueOf(id);
  return (
    <span
      className={styles.avatar}
      style={{
        width: size,
        height: size,
        fontSize: Math.max(9, Math.round(size * 0.36)),
        ...(picture ? {} : { background: `var(--l-${colour})`, color: `var(--l-${colour}-t)` }),
      }}
      title={title}
      aria-hidden={title ? undefined : true}
      {...(title ? { role: "img", "aria-label": title } : {})}
    >
      {picture ? (
        <img src={picture} alt="" loading="lazy" width={size} height={size} onError={() => setBroken(picture)} />
      ) : (
        <span className={styles.initials} data-initials={initials(name)} aria-hidden />
      )}
      {channel ? <ChannelBadge kind={channel} className={styles.badge} /> : null}
    </span>
  );
}
