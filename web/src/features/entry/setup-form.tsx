/** The form of the first run. The one-time code is checked while it is being typed. */
import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { post } from "@/api/request";
import { signedIn } from "@/api/session";
import type { Me, SetupRequest, SetupState } from "@/api/types";
import { useClock } from "@/components/clock";
import { email, error, NAME_MAX, newPassword, text } from "@/components/form/checks";
import { LabelledSegments } from "@/components/form/choices";
import { Failure } from "@/components/form/failure";
import { TextField } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import { PasswordField } from "@/components/form/password-field";
import { TimezoneSelect } from "@/components/form/timezone-select";
import { browserZone } from "@/components/form/timezones";
import { useForm } from "@/components/form/use-form";
import { type LiveCheck, useLiveCheck } from "@/components/form/use-live-check";
import { Command } from "@/components/page/parts";
import { useProblemText } from "@/components/problem-text";
import { setLanguage } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./entry.module.css";
import { Frame } from "./frame";
import { codeToCheck, SETUP_CODE_MAX } from "./setup-code";

interface Values {
  code: string;
  name: string;
  email: string;
  password: string;
  projectName: string;
  language: "ru" | "en";
  timezone: string;
}

const SERVER_FIELDS = { "project.name": "projectName", "project.language": "language", "project.timezone": "timezone" } as const;

export function SetupForm({ setup }: { setup: SetupState }) {
  const { t, i18n } = useTranslation("entry");
  const { t: words } = useTranslation("form");
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [started] = useState(() => ({ language: i18n.language === "ru" ? ("ru" as const) : ("en" as const), timezone: browserZone() }));
  const fields = useForm<Values, Me>({
    initial: { code: "", name: "", email: "", password: "", projectName: "", ...started },
    checks: {
      code: (code) => (setup.code_required && code.trim() === "" ? error("required") : null),
      name: text(NAME_MAX, { required: true }),
      email,
      password: newPassword,
      projectName: text(NAME_MAX, { required: true }),
    },
    serverFields: SERVER_FIELDS,
    submit: (values) => post<Me>("/api/v1/setup", request(values, setup.code_required)),
    done: (me) => {
      signedIn(queryClient, me);
      void navigate({ to: "/clients" });
    },
  });
  const { values, errors, set, leave } = fields;
  const check = useLiveCheck(setup.code_required ? codeToCheck(values.code) : null, (code, signal) =>
    post<void>("/api/v1/setup/code", { code }, { signal }),
  );
  return (
    <Frame title={t("setup.title")} lead={t("setup.lead")} wide>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void fields.submit();
        }}
      >
        {setup.code_required ? (
          <>
            <CodeField value={values.code} onChange={(code) => set("code", code)} error={errors.code} check={check} setup={setup} />
            <hr className={styles.line} />
          </>
        ) : null}
        <h2 className={styles.part}>{t("setup.owner")}</h2>
        <div className={form.two}>
          <TextField
            label={t("setup.name")}
            name="name"
            value={values.name}
            onChange={(name) => set("name", name)}
            onLeave={() => leave("name")}
            error={errors.name}
            max={NAME_MAX}
            autoComplete="name"
            required
          />
          <TextField
            label={t("setup.email")}
            name="email"
            type="email"
            inputMode="email"
            value={values.email}
            onChange={(address) => set("email", address)}
            onLeave={() => leave("email")}
            error={errors.email}
            max={254}
            autoComplete="username"
            required
          />
          <PasswordField
            label={t("setup.password")}
            name="password"
            kind="new"
            value={values.password}
            onChange={(password) => set("password", password)}
            onLeave={() => leave("password")}
            error={errors.password}
            required
          />
        </div>
        <hr className={styles.line} />
        <h2 className={styles.part}>{t("setup.project")}</h2>
        <div className={form.two}>
          <TextField
            label={t("setup.projectName")}
            name="project"
            value={values.projectName}
            onChange={(name) => set("projectName", name)}
            onLeave={() => leave("projectName")}
            error={errors.projectName}
            max={NAME_MAX}
            autoComplete="organization"
            required
          />
          <LabelledSegments
            label={t("setup.language")}
            value={values.language}
            onChange={(language) => {
              set("language", language);
              void setLanguage(language);
            }}
            options={(["ru", "en"] as const).map((language) => ({ value: language, label: words(`languages.${language}`) }))}
          />
          <div data-span>
            <TimezoneSelect
              icon
              label={t("setup.timezone")}
              value={values.timezone}
              onChange={(zone) => zone && set("timezone", zone)}
              hint={t("setup.timezoneUse")}
              error={errors.timezone}
            />
          </div>
        </div>
        <div style={{ marginTop: fields.failure ? 16 : 0 }}>
          <Failure problem={fields.failure} onRetry={() => void fields.submit()} busy={fields.busy} />
        </div>
        <Button type="submit" size="md" h={40} className={styles.send} loading={fields.busy}>
          {t("setup.submit")}
        </Button>
      </form>
    </Frame>
  );
}

function CodeField(props: {
  value: string;
  onChange: (code: string) => void;
  error: ReturnType<typeof error> | undefined;
  check: LiveCheck<void>;
  setup: SetupState;
}) {
  const { t } = useTranslation("entry");
  const { check } = props;
  const refused = check.state === "failed" && (check.problem.code === "wrong_setup_code" || check.problem.code === "invalid");
  return (
    <div className={styles.fields} style={{ gap: 8 }}>
      <TextField
        label={t("setup.code")}
        name="code"
        value={props.value}
        onChange={(code) => props.onChange(code.toUpperCase())}
        max={SETUP_CODE_MAX}
        autoComplete="one-time-code"
        error={refused ? { code: "setup_code", message: t("setup.codeWrong") } : props.error}
        good={check.state === "done"}
        hint={<CodeHint check={check} setup={props.setup} />}
        mono
        required
        autoFocus
      />
      <Command before={t("setup.codeWhere")} command="beseda setup-code" copyLabel={t("setup.copyCommand")} />
    </div>
  );
}

function CodeHint({ check, setup }: { check: LiveCheck<void>; setup: SetupState }) {
  const { t } = useTranslation("entry");
  const problemText = useProblemText();
  const clock = useClock();
  if (check.state === "checking") return <span role="status">{t("setup.codeChecking")}</span>;
  if (check.state === "failed") return <span role="status">{t("setup.codeUnchecked", { reason: problemText(check.problem) })}</span>;
  if (check.state !== "done") return null;
  const minutes = setup.code_expires_at === null ? null : Math.ceil((setup.code_expires_at - clock.now) / 60_000);
  return (
    <span className={styles.good} role="status">
      <IconCheck size={14} stroke={2} aria-hidden />
      {minutes !== null && minutes > 0 ? t("setup.codeOpen", { count: minutes }) : t("setup.codeAccepted")}
    </span>
  );
}

function request(values: Values, codeRequired: boolean): SetupRequest {
  return {
    code: codeRequired ? values.code.trim() : null,
    name: values.name.trim(),
    email: values.email.trim(),
    password: values.password,
    project: { name: values.projectName.trim(), language: values.language, timezone: values.timezone },
  };
}
