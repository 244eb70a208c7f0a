/**
 * An icon that acts: always with a name and a tip, the key in both. Disabled ones say why.
 * A plain button, because a screen has dozens of them; their tips are drawn by the one `Tips` of the page.
 */
import { Loader } from "@mantine/core";
import type { ComponentProps } from "react";
import styles from "./icon-button.module.css";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "type"> {
  label: string;
  /** The key that does the same, as it is printed: "P", "Ctrl+Enter". */
  keys?: string | undefined;
  /** Why it cannot be pressed now; disables the button. */
  reason?: string | null | undefined;
  /** A switch, and whether it is on. */
  pressed?: boolean;
  /** Drawn as what is at work now, without being a switch. */
  on?: boolean;
  danger?: boolean;
  loading?: boolean;
  /** 24, 28, 32, 36 and 44 px. */
  size?: "xs" | "sm" | "md" | "lg" | "xl";
}

export function IconButton(props: IconButtonProps) {
  const { label, keys, reason, pressed, on = pressed, danger, loading, size, className, disabled, onClick, children, ...rest } = props;
  const off = Boolean(reason);
  return (
    <button
      type="button"
      aria-label={label}
      aria-keyshortcuts={keys?.replace("Ctrl", "Control")}
      aria-pressed={pressed}
      aria-disabled={off || undefined}
      data-tip={off ? reason : keys ? `${label}  ${keys}` : label}
      data-size={size}
      data-on={on || undefined}
      data-off={off || undefined}
      data-danger={danger || undefined}
      data-loading={loading || undefined}
      disabled={disabled || loading}
      className={className ? `${styles.button} ${className}` : styles.button}
      onClick={off ? undefined : onClick}
      {...rest}
    >
      {loading ? <Loader size={16} color="currentColor" /> : children}
    </button>
  );
}
