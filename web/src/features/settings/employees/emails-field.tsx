/** Addresses as chips: comma, space, Enter and pasting make them; what is not an address yet stays as text. */
import { Pill, PillsInput } from "@mantine/core";
import { fieldClasses, fieldOrder } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import type { FieldError } from "@/components/form/use-form";
import { useFieldText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import { EMAILS_MAX, takeEmails } from "../emails";

const TYPED_MAX = 20_000;

interface Props {
  emails: string[];
  typed: string;
  onChange: (emails: string[], typed: string) => void;
  error: FieldError | undefined;
}

export function EmailsField({ emails, typed, onChange, error }: Props) {
  const { t } = useTranslation("settings");
  const fieldText = useFieldText();
  const settle = (text: string) => {
    const { emails: taken, rest } = takeEmails(text, emails);
    onChange(taken, rest);
  };
  const half = takeEmails(typed, emails).rest;
  return (
    <PillsInput
      label={t("invite.emails")}
      description={half !== "" && emails.length > 0 ? t("invite.half", { text: half }) : t("invite.emailsHint")}
      error={fieldText(error)}
      inputWrapperOrder={fieldOrder}
      classNames={fieldClasses}
    >
      <Pill.Group>
        {emails.map((email) => (
          <Pill
            key={email}
            withRemoveButton
            classNames={{ root: form.pill, label: form.pillText }}
            removeButtonProps={{ "aria-label": t("invite.removeEmail", { email }), tabIndex: 0, "aria-hidden": false }}
            onRemove={() =>
              onChange(
                emails.filter((other) => other !== email),
                typed,
              )
            }
          >
            {email}
          </Pill>
        ))}
        <PillsInput.Field
          className={form.pillField}
          data-autofocus
          name="emails"
          inputMode="email"
          autoComplete="off"
          value={typed}
          maxLength={TYPED_MAX}
          aria-label={t("invite.emails")}
          placeholder={emails.length === 0 ? "nina@example.com" : emails.length < EMAILS_MAX ? t("invite.emailsMore") : ""}
          onChange={(event) => {
            const text = event.currentTarget.value;
            // A separator at the end finishes an address; pasting brings several at once.
            if (/[\s,;]/.test(text.trimStart())) settle(text);
            else onChange(emails, text);
          }}
          onKeyDown={(event) => {
            if (event.key === "Enter" && typed.trim() !== "" && takeEmails(typed, emails).rest !== typed.trim()) {
              event.preventDefault();
              settle(typed);
            }
            if (event.key === "Backspace" && typed === "" && emails.length > 0) onChange(emails.slice(0, -1), "");
          }}
          onBlur={() => settle(typed)}
        />
      </Pill.Group>
    </PillsInput>
  );
}
