/** A password: hidden until asked, with strength bars where a new one is chosen. */
import { ActionIcon } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "@/i18n/use-translation";
import { PASSWORD_MAX, PASSWORD_MIN } from "./checks";
import { TextField } from "./field";
import styles from "./form.module.css";
import { passwordStrength } from "./password-strength";
import type { FieldError } from "./use-form";

interface Props {
  label: ReactNode;
  name: string;
  value: string;
  onChange: (value: string) => void;
  onLeave?: () => void;
  error?: FieldError | undefined;
  hint?: ReactNode;
  /** `new` shows the bars and asks the browser for a fresh password. */
  kind: "new" | "current";
  required?: boolean;
  autoFocus?: boolean;
}

export function PasswordField({ kind, ...rest }: Props) {
  const { t } = useTranslation("form");
  const [shown, setShown] = useState(false);
  const { bars, strength, length } = passwordStrength(rest.value);
  const words =
    strength === "none"
      ? t("strength.hint", { min: PASSWORD_MIN })
      : strength === "short"
        ? t("strength.short", { count: length, min: PASSWORD_MIN })
        : t(`strength.${strength}`, { count: length });
  const meter = (
    <>
      <span className={styles.meter} data-weak={strength === "short" || undefined} aria-hidden>
        {[1, 2, 3, 4].map((bar) => (
          <i key={bar} data-on={bar <= bars || undefined} />
        ))}
      </span>
      <span className={styles.hint} style={{ display: "block" }}>
        {words}
      </span>
    </>
  );
  return (
    <TextField
      {...rest}
      type={shown ? "text" : "password"}
      max={PASSWORD_MAX}
      autoComplete={kind === "new" ? "new-password" : "current-password"}
      hint={kind === "new" ? meter : rest.hint}
      right={
        <ActionIcon
          size="sm"
          aria-label={t(shown ? "hidePassword" : "showPassword")}
          aria-pressed={shown}
          title={t(shown ? "hidePassword" : "showPassword")}
          onClick={() => setShown(!shown)}
        >
          {shown ? <IconEyeOff size={18} stroke={1.75} /> : <IconEye size={18} stroke={1.75} />}
        </ActionIcon>
      }
    />
  );
}
