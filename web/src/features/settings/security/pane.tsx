/** The password and the places where the employee is signed in. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { put } from "@/api/request";
import { newPassword, oldPassword } from "@/components/form/checks";
import { Failure } from "@/components/form/failure";
import form from "@/components/form/form.module.css";
import { PasswordField } from "@/components/form/password-field";
import { useForm } from "@/components/form/use-form";
import { Box, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { PaneFrame } from "../pane-frame";
import styles from "../settings.module.css";
import { Sessions } from "./sessions";

export default function SecurityPane() {
  const { t } = useTranslation("settings");
  // A new key empties the form after a change; the browser's password keeper has seen it by then.
  const [round, setRound] = useState(0);
  return (
    <PaneFrame title={t("nav.security")} lead={t("security.lead")}>
      <div className={`${styles.column} ${styles.narrow}`}>
        <PasswordForm key={round} onDone={() => setRound(round + 1)} />
        <Sessions />
      </div>
    </PaneFrame>
  );
}

function PasswordForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const fields = useForm<{ current: string; new: string }, void>({
    initial: { current: "", new: "" },
    checks: { current: oldPassword, new: newPassword },
    submit: (values) => put<void>("/api/v1/me/password", values),
    done: () => {
      notifications.show({ message: t("security.done") });
      void client.invalidateQueries({ queryKey: keys.sessions });
      onDone();
    },
  });
  const { values, errors, set, leave } = fields;
  // The server says of a wrong password that its value does not fit.
  const wrong = fields.errors.current?.code === "bad_value";
  return (
    <Box pad label={t("security.password")}>
      <h2 className={page.h2}>{t("security.password")}</h2>
      <p className={`${page.quiet} ${page.small}`} style={{ marginBottom: 12 }}>
        {t("security.passwordText")}
      </p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void fields.submit();
        }}
      >
        <div className={form.two}>
          <PasswordField
            label={t("security.current")}
            name="current"
            kind="current"
            value={values.current}
            onChange={(password) => set("current", password)}
            error={wrong ? { code: "wrong_credentials", message: t("security.wrong") } : errors.current}
          />
          <PasswordField
            label={t("security.next")}
            name="new"
            kind="new"
            value={values.new}
            onChange={(password) => set("new", password)}
            onLeave={() => leave("new")}
            error={errors.new}
          />
        </div>
        <div style={{ display: "grid", gap: 12, marginTop: 12, justifyItems: "start" }}>
          <Failure problem={fields.failure} onRetry={() => void fields.submit()} busy={fields.busy} />
          <Button type="submit" loading={fields.busy}>
            {t("security.submit")}
          </Button>
        </div>
      </form>
    </Box>
  );
}
