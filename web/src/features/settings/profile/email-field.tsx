/** The address to sign in with: it changes only with the password, in a window of its own. */

import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconPencil } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { patch } from "@/api/request";
import { setProfile, useMe } from "@/api/session";
import type { Profile } from "@/api/types";
import { EMAIL_MAX, email, oldPassword } from "@/components/form/checks";
import { Failure } from "@/components/form/failure";
import { TextField } from "@/components/form/field";
import { PasswordField } from "@/components/form/password-field";
import { useForm } from "@/components/form/use-form";
import { IconButton } from "@/components/icon-button";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";

export function EmailField() {
  const { t } = useTranslation("settings");
  const { employee } = useMe();
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <TextField
        label={t("profile.email")}
        name="email"
        value={employee.email}
        onChange={() => {}}
        max={EMAIL_MAX}
        readOnly
        right={
          <IconButton label={t("profile.changeEmail")} size="sm" onClick={open}>
            <IconPencil size={16} stroke={1.75} />
          </IconButton>
        }
      />
      <Window title={t("email.title")} lead={t("email.lead")} opened={opened} onClose={close}>
        <EmailForm onClose={close} />
      </Window>
    </>
  );
}

function EmailForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const form = useForm<{ email: string; current_password: string }, Profile>({
    initial: { email: "", current_password: "" },
    checks: { email, current_password: oldPassword },
    submit: (values) => patch<Profile>("/api/v1/me", { email: values.email.trim(), current_password: values.current_password }),
    done: (profile) => {
      setProfile(client, profile);
      notifications.show({ message: t("email.done") });
      onClose();
    },
  });
  // The server says of a wrong password that its value does not fit.
  const wrong = form.errors.current_password?.code === "bad_value";
  return (
    <WindowForm onSubmit={() => void form.submit()} onCancel={onClose} busy={form.busy} submit={t("email.submit")}>
      <TextField
        label={t("email.email")}
        name="email"
        type="email"
        inputMode="email"
        value={form.values.email}
        onChange={(address) => form.set("email", address)}
        onLeave={() => form.leave("email")}
        error={form.errors.email}
        max={EMAIL_MAX}
        autoComplete="email"
        autoFocus
      />
      <PasswordField
        label={t("email.password")}
        name="current_password"
        kind="current"
        value={form.values.current_password}
        onChange={(password) => form.set("current_password", password)}
        error={wrong ? { code: "wrong_credentials", message: t("email.wrong") } : form.errors.current_password}
      />
      <Failure problem={form.failure} onRetry={() => void form.submit()} busy={form.busy} />
    </WindowForm>
  );
}
