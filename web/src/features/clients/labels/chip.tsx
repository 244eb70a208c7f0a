/** A label or list as a coloured chip. Colour is never the only sign: the name is there, and a list has its icon. */
import { IconList } from "@tabler/icons-react";
import { colorOf } from "./colors";
import styles from "./labels.module.css";

export function Chip({ name, color, list }: { name: string; color: number | null; list?: boolean }) {
  const hue = colorOf(color);
  return (
    <span className={styles.chip} style={{ background: `var(--l-${hue})`, color: `var(--l-${hue}-t)` }} title={name}>
      {list ? <IconList size={12} stroke={2} aria-hidden /> : null}
      <span className="ellipsis">{name}</span>
    </span>
  );
}
