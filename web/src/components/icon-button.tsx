/** An icon that acts: always with a name and a tooltip, the key in both. Disabled ones say why. */
import { ActionIcon, type ActionIconProps, type ElementProps, Tooltip } from "@mantine/core";
import type { ReactNode, Ref } from "react";

export interface IconButtonProps extends ActionIconProps, ElementProps<"button", keyof ActionIconProps> {
  label: string;
  /** The key that does the same, as it is printed: "P", "Ctrl+Enter". */
  keys?: string;
  /** Why it cannot be pressed now; disables the button. */
  reason?: string | null;
  pressed?: boolean;
  danger?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ label, keys, reason, pressed, danger, children, className, onClick, ...rest }: IconButtonProps) {
  const off = reason !== null && reason !== undefined && reason !== "";
  return (
    <Tooltip label={off ? reason : keys ? `${label}  ${keys}` : label}>
      <ActionIcon
        aria-label={label}
        {...(keys ? { "aria-keyshortcuts": keys.replace("Ctrl", "Control") } : {})}
        {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
        {...(off ? { "aria-disabled": true, "data-disabled": true, style: { opacity: 0.45, cursor: "not-allowed" } } : {})}
        variant={pressed ? "light" : "subtle"}
        color={pressed ? "beseda" : danger ? "red" : "gray"}
        className={className}
        onClick={off ? undefined : onClick}
        {...rest}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
