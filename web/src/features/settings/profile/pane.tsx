/** The own profile: every field saves by itself. */
import { useQueryClient } from "@tanstack/react-query";
import { patch } from "@/api/request";
import { setProfile, useMe } from "@/api/session";
import type { Profile } from "@/api/types";
import { NAME_MAX, text } from "@/components/form/checks";
import { RadioCards, SwitchRow } from "@/components/form/choices";
import { TextField } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import { type Editing, useEditing } from "@/components/form/use-editing";
import { Box, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { PaneFrame } from "../pane-frame";
import { Saved } from "../saved";
import styles from "../settings.module.css";
import { EmailField } from "./email-field";
import { Face } from "./face";
import { Look } from "./look";
import { Notifications } from "./notifications";
import { Shown } from "./shown";

/** What an employee writes about himself; the rest of the profile the server keeps. */
export type OwnFields = Pick<
  Profile,
  | "name"
  | "client_name"
  | "phone"
  | "language"
  | "theme"
  | "timezone"
  | "send_key"
  | "letter_keys"
  | "next_after_reply"
  | "sound"
  | "desktop_notifications"
  | "hidden_notes"
  | "hidden_row_parts"
>;

const PHONE_MAX = 40;
const checks = { name: text(NAME_MAX, { required: true }), client_name: text(NAME_MAX), phone: text(PHONE_MAX) };

export default function ProfilePane() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const { employee } = useMe();
  const own = useEditing<OwnFields>({
    stored: employee,
    checks,
    save: async (changes) => setProfile(client, await patch<Profile>("/api/v1/me", trimmed(changes))),
  });
  return (
    <PaneFrame title={t("nav.profile")} lead={t("profile.lead")} head={<Saved save={own.save} />}>
      <div className={styles.two}>
        <div className={styles.column}>
          <Box pad>
            <Face />
            <Person own={own} />
          </Box>
          <Look own={own} />
          <Keys own={own} />
        </div>
        <div className={styles.column}>
          <Notifications own={own} />
          <Shown own={own} />
        </div>
      </div>
    </PaneFrame>
  );
}

function Person({ own }: { own: Editing<OwnFields> }) {
  const { t } = useTranslation("settings");
  const { values, errors, change } = own;
  return (
    <div className={`${form.two} ${styles.fields}`}>
      <TextField
        label={t("profile.name")}
        name="name"
        value={values.name}
        onChange={(name) => change("name", name)}
        error={errors.name}
        max={NAME_MAX}
        autoComplete="name"
      />
      <TextField
        label={t("profile.clientName")}
        name="client_name"
        value={values.client_name}
        onChange={(name) => change("client_name", name)}
        error={errors.client_name}
        max={NAME_MAX}
      />
      <EmailField />
      <TextField
        label={t("profile.phone")}
        name="phone"
        type="tel"
        inputMode="tel"
        value={values.phone}
        onChange={(phone) => change("phone", phone)}
        error={errors.phone}
        max={PHONE_MAX}
        autoComplete="tel"
      />
    </div>
  );
}

function Keys({ own }: { own: Editing<OwnFields> }) {
  const { t } = useTranslation("settings");
  const { values, change } = own;
  return (
    <Box pad label={t("profile.sending")}>
      <h2 className={page.h2} style={{ marginBottom: 10 }}>
        {t("profile.sending")}
      </h2>
      <RadioCards
        label={t("profile.sendKey")}
        value={values.send_key}
        onChange={(key) => change("send_key", key, "now")}
        options={[
          {
            value: "ctrl_enter",
            title: (
              <>
                <kbd>Ctrl</kbd>
                <kbd>Enter</kbd>
              </>
            ),
            text: t("profile.ctrlEnter"),
          },
          { value: "enter", title: <kbd>Enter</kbd>, text: t("profile.enter") },
        ]}
      />
      <div style={{ marginTop: 10 }}>
        <SwitchRow
          label={t("profile.letterKeys")}
          text={t("profile.letterKeysText")}
          checked={values.letter_keys}
          onChange={(on) => change("letter_keys", on, "now")}
        />
        <SwitchRow
          label={t("profile.next")}
          text={t("profile.nextText")}
          checked={values.next_after_reply}
          onChange={(on) => change("next_after_reply", on, "now")}
        />
      </div>
    </Box>
  );
}

function trimmed(changes: Partial<OwnFields>): Partial<OwnFields> {
  return Object.fromEntries(Object.entries(changes).map(([field, value]) => [field, typeof value === "string" ? value.trim() : value]));
}
