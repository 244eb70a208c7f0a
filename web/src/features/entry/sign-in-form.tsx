/** E-mail and password; attempts left and the pause after too many of them are said in words. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { ProblemError, post, problemOf } from "@/api/request";
import { signedIn } from "@/api/session";
import type { Me, Problem } from "@/api/types";
import { email, oldPassword } from "@/components/form/checks";
import { Failure } from "@/components/form/failure";
import { TextField } from "@/components/form/field";
import { PasswordField } from "@/components/form/password-field";
import { useForm } from "@/components/form/use-form";
import { Command } from "@/components/page/parts";
import { Window } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { duration } from "@/lib/time";
import { useCountdown } from "./countdown";
import styles from "./entry.module.css";

/** How long to wait when the server does not say. */
const PAUSE_S = 60;

export function SignInForm() {
  const { t } = useTranslation("entry");
  const queryClient = useQueryClient();
  const router = useRouter();
  const { to } = useSearch({ from: "/sign-in" });
  const [pausedUntil, setPausedUntil] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const wait = useCountdown(pausedUntil);
  const fields = useForm<{ email: string; password: string }, Me | null>({
    initial: { email: "", password: "" },
    checks: { email, password: oldPassword },
    submit: async (values) => {
      setRefusal(null);
      try {
        return await post<Me>("/api/v1/auth/login", { email: values.email.trim(), password: values.password });
      } catch (thrown) {
        const problem = problemOf(thrown);
        if (thrown instanceof ProblemError && problem.code === "too_many_attempts") {
          setPausedUntil(Date.now() + (problem.retry_after_s ?? PAUSE_S) * 1000);
          return null;
        }
        if (problem.code !== "wrong_credentials") throw thrown;
        setRefusal(problem);
        return null;
      }
    },
    done: (me) => {
      if (me === null) return;
      signedIn(queryClient, me);
      router.history.replace(to ?? "/");
    },
  });
  const { values, errors, set, leave } = fields;
  const wrong =
    refusal === null
      ? errors.password
      : {
          code: "wrong_credentials",
          message: refusal.attempts_left === undefined ? t("signIn.wrong") : t("signIn.wrongLeft", { count: refusal.attempts_left }),
        };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wait === 0) void fields.submit();
      }}
    >
      <div className={styles.fields}>
        <TextField
          label={t("signIn.email")}
          name="email"
          type="email"
          inputMode="email"
          value={values.email}
          onChange={(address) => set("email", address)}
          onLeave={() => leave("email")}
          error={errors.email}
          max={254}
          autoComplete="username"
          autoFocus
        />
        <div className={styles.passwordLabel}>
          <ForgotPassword />
          <PasswordField
            label={t("signIn.password")}
            name="password"
            kind="current"
            value={values.password}
            onChange={(password) => {
              set("password", password);
              setRefusal(null);
            }}
            error={wrong}
          />
        </div>
        <Failure problem={fields.failure} onRetry={() => void fields.submit()} busy={fields.busy} />
        {wait > 0 ? (
          <p role="status" style={{ fontSize: 13, color: "var(--danger)" }}>
            {t("signIn.throttled")}. <span aria-hidden>{t("signIn.throttledWait", { time: duration(wait) })}</span>
          </p>
        ) : null}
      </div>
      <Button type="submit" size="md" className={styles.send} style={{ marginTop: 14 }} loading={fields.busy} disabled={wait > 0}>
        {t("signIn.submit")}
      </Button>
    </form>
  );
}

function ForgotPassword() {
  const { t } = useTranslation("entry");
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <button type="button" className={styles.forgot} onClick={open}>
        {t("signIn.forgot")}
      </button>
      <Window opened={opened} onClose={close} title={t("signIn.forgotTitle")}>
        <div className={styles.explain}>
          <p>{t("signIn.forgotAsk")}</p>
          <p>{t("signIn.forgotServer")}</p>
          <Command command="beseda employee reset" copyLabel={t("signIn.copyCommand")} />
          <Button onClick={close} style={{ justifySelf: "end" }}>
            {t("signIn.forgotClose")}
          </Button>
        </div>
      </Window>
    </>
  );
}
