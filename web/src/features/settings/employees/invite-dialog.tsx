/** Invites several people at once. A half-typed address is not counted; afterwards the links are shown to pass on. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { post } from "@/api/request";
import { useMe } from "@/api/session";
import type { InviteRequest, InviteResponse } from "@/api/types";
import { CopyButton } from "@/components/copy-button";
import { error } from "@/components/form/checks";
import { RadioCards } from "@/components/form/choices";
import { Failure } from "@/components/form/failure";
import form from "@/components/form/form.module.css";
import { useForm } from "@/components/form/use-form";
import { page } from "@/components/page/parts";
import { Window, WindowFoot, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { takeEmails } from "../emails";
import { EmailsField } from "./emails-field";
import { Links } from "./links";
import { type GivenRole, rolesFor } from "./roles";

export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const [answer, setAnswer] = useState<InviteResponse | null>(null);
  const close = () => {
    onClose();
    setAnswer(null);
  };
  const made = answer !== null && answer.items.length > 0;
  return (
    <Window
      title={t(made ? "invite.doneTitle" : "invite.title")}
      lead={t(made ? "invite.doneLead" : "invite.lead")}
      opened={opened}
      onClose={close}
      wide
    >
      {answer ? <Done answer={answer} onClose={close} /> : <InviteForm onDone={setAnswer} onClose={close} />}
    </Window>
  );
}

interface Values {
  emails: string[];
  typed: string;
  role: GivenRole;
}

function InviteForm({ onDone, onClose }: { onDone: (answer: InviteResponse) => void; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const { t: common } = useTranslation();
  const client = useQueryClient();
  const roles = rolesFor(useMe().role);
  const fields = useForm<Values, InviteResponse>({
    initial: { emails: [], typed: "", role: "operator" },
    checks: { emails: (_, values) => (complete(values).length === 0 ? error("required") : null) },
    submit: (values) => {
      const wanted: InviteRequest = { emails: complete(values), role: values.role };
      return post<InviteResponse>("/api/v1/employees/invitations", wanted);
    },
    done: (answer) => {
      void client.invalidateQueries({ queryKey: keys.employees });
      void client.invalidateQueries({ queryKey: keys.steps });
      onDone(answer);
    },
  });
  const { values, errors, set } = fields;
  const count = complete(values).length;
  return (
    <WindowForm
      onSubmit={() => void fields.submit()}
      onCancel={onClose}
      busy={fields.busy}
      submit={t("invite.submit", { count })}
      disabled={count === 0}
    >
      <EmailsField
        emails={values.emails}
        typed={values.typed}
        onChange={(emails, typed) => {
          set("emails", emails);
          set("typed", typed);
        }}
        error={errors.emails}
      />
      <div>
        <span className={form.label} aria-hidden>
          {t("invite.role")}
        </span>
        <RadioCards
          stack
          label={t("invite.role")}
          value={values.role}
          onChange={(role) => set("role", role)}
          options={roles.map((role) => ({ value: role, title: common(`role.${role}`), text: t(`rolesText.${role}`) }))}
        />
      </div>
      <Failure problem={fields.failure} onRetry={() => void fields.submit()} busy={fields.busy} />
    </WindowForm>
  );
}

/** The chips and, if it is finished, the address still in the field. */
function complete(values: Pick<Values, "emails" | "typed">): string[] {
  return takeEmails(values.typed, values.emails).emails;
}

function Done({ answer, onClose }: { answer: InviteResponse; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Links items={answer.items} />
      {answer.skipped.length > 0 ? (
        <p className={page.quiet} style={{ fontSize: 13 }} role="status">
          {t("invite.skipped", { emails: answer.skipped.map((one) => one.email).join(", ") })}
        </p>
      ) : null}
      <WindowFoot>
        {answer.items.length > 1 ? (
          <CopyButton size="md" variant="default" text={answer.items.map((one) => `${one.email} ${one.link}`).join("\n")}>
            {t("invite.copyAll")}
          </CopyButton>
        ) : null}
        <Button size="md" onClick={onClose}>
          {t("invite.close")}
        </Button>
      </WindowFoot>
    </>
  );
}
