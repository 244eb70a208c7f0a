/** An invited person names himself and enters; whoever has an account already enters its password. */
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { get, ProblemError, post } from "@/api/request";
import { signedIn } from "@/api/session";
import type { Me, InvitationPage as Offer } from "@/api/types";
import { useClock } from "@/components/clock";
import { NAME_MAX, newPassword, text } from "@/components/form/checks";
import { Failure } from "@/components/form/failure";
import { TextField } from "@/components/form/field";
import { PasswordField } from "@/components/form/password-field";
import { useForm } from "@/components/form/use-form";
import { ErrorNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { dayAndMonth, timeOfDay } from "@/lib/time";
import styles from "./entry.module.css";
import { Frame } from "./frame";

export default function InvitationPage() {
  const { t } = useTranslation("entry");
  const navigate = useNavigate();
  const { token } = useParams({ from: "/invite/$token" });
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: ({ signal }) => get<Offer>(`/api/v1/invitations/${encodeURIComponent(token)}`, { signal }),
  });
  if (offer.data) return <Accept token={token} offer={offer.data} />;
  if (offer.error instanceof ProblemError && [404, 410].includes(offer.error.status)) {
    return (
      <Frame title={t("invitation.goneTitle")} lead={t("invitation.goneText")}>
        <Button fullWidth size="md" onClick={() => void navigate({ to: "/sign-in" })}>
          {t("invitation.toSignIn")}
        </Button>
      </Frame>
    );
  }
  return (
    <Frame title={t("invitation.title")}>
      {offer.error ? (
        <ErrorNote error={offer.error} onRetry={() => void offer.refetch()} />
      ) : (
        <div style={{ height: 240 }} aria-busy="true" />
      )}
    </Frame>
  );
}

function Accept({ token, offer }: { token: string; offer: Offer }) {
  const { t } = useTranslation("entry");
  const { t: common } = useTranslation();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const clock = useClock();
  const fields = useForm<{ name: string; password: string }, Me>({
    initial: { name: "", password: "" },
    checks: { name: text(NAME_MAX, { required: true }), password: newPassword },
    submit: (values) =>
      post<Me>(`/api/v1/invitations/${encodeURIComponent(token)}`, { name: values.name.trim(), password: values.password }),
    done: (me) => {
      signedIn(queryClient, me);
      void navigate({ to: "/clients" });
    },
  });
  const { values, errors, set, leave } = fields;
  const wrongPassword = fields.failure?.code === "wrong_credentials";
  return (
    <Frame
      title={t("invitation.title")}
      lead={t("invitation.lead", { project: offer.project_name, role: common(`role.${offer.role}`) })}
      project={offer.project_name}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void fields.submit();
        }}
      >
        <div className={styles.fields}>
          <TextField
            label={t("invitation.email")}
            name="email"
            value={offer.email}
            onChange={() => {}}
            max={254}
            autoComplete="username"
            readOnly
          />
          <TextField
            label={t("invitation.name")}
            name="name"
            value={values.name}
            onChange={(name) => set("name", name)}
            onLeave={() => leave("name")}
            error={errors.name}
            max={NAME_MAX}
            autoComplete="name"
            autoFocus
            required
          />
          <PasswordField
            label={t("invitation.password")}
            name="password"
            kind="new"
            value={values.password}
            onChange={(password) => set("password", password)}
            onLeave={() => leave("password")}
            error={wrongPassword ? { code: "wrong_credentials", message: common("error.wrong_credentials") } : errors.password}
            required
          />
          <p className={styles.explain} style={{ fontSize: 12, lineHeight: "16px", color: "var(--text3)" }}>
            {t("invitation.known")}
          </p>
          <Failure problem={wrongPassword ? null : fields.failure} onRetry={() => void fields.submit()} busy={fields.busy} />
        </div>
        <Button type="submit" size="md" className={styles.send} loading={fields.busy}>
          {t("invitation.submit")}
        </Button>
        <p style={{ marginTop: 12, fontSize: 12, lineHeight: "16px", color: "var(--text3)", textAlign: "center" }}>
          {t("invitation.expires", { date: `${dayAndMonth(offer.expires_at, clock)}, ${timeOfDay(offer.expires_at, clock)}` })}
        </p>
      </form>
    </Frame>
  );
}
