/** Everything a visitor sees of the chat. Each field saves by itself. */
import { Checkbox, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { channelKindsQuery } from "@/api/queries";
import type { SiteChatSettings } from "@/api/types";
import { LabelledSegments, SwitchRow } from "@/components/form/choices";
import { fieldClasses, TextField } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import type { Editing } from "@/components/form/use-editing";
import { page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { fileSize } from "@/lib/text";
import { ColorField } from "./color-field";
import { DomainsField } from "./domains-field";
import { GREETING_MAX, REPLY_NOTE_MAX, TITLE_MAX } from "./limits";
import styles from "./site.module.css";

type Look = Editing<SiteChatSettings>;

const FILE_MAX = 20 * 1024 * 1024;

export function LookForm({ look }: { look: Look }) {
  const { t, i18n } = useTranslation("channels");
  const { values: settings, errors, change } = look;
  const fileMax =
    useQuery(channelKindsQuery).data?.items.find((info) => info.kind === "site_chat")?.capabilities.file_max_bytes ?? FILE_MAX;
  return (
    <>
      <div className={form.two} style={{ gap: "12px 16px" }}>
        <div data-span>
          <DomainsField
            value={settings.allowed_domains}
            onChange={(allowed_domains) => change("allowed_domains", allowed_domains, "now")}
          />
        </div>
        <TextField
          label={t("site.heading")}
          name="title"
          value={settings.title}
          onChange={(title) => change("title", title)}
          max={TITLE_MAX}
          error={errors.title}
        />
        <LabelledSegments
          label={t("site.side")}
          value={settings.side}
          onChange={(side) => change("side", side, "now")}
          options={(["left", "right"] as const).map((value) => ({ value, label: t(`site.${value}`) }))}
        />
        <TextField
          span
          label={t("site.greeting")}
          name="greeting"
          value={settings.greeting}
          onChange={(greeting) => change("greeting", greeting)}
          max={GREETING_MAX}
          error={errors.greeting}
        />
        <TextField
          span
          label={t("site.replyNote")}
          name="reply_note"
          value={settings.reply_time_note}
          onChange={(reply_time_note) => change("reply_time_note", reply_time_note)}
          max={REPLY_NOTE_MAX}
          placeholder={t("site.replyNotePlaceholder")}
          error={errors.reply_time_note}
        />
        <div data-span>
          <ColorField value={settings.color} onChange={(color) => change("color", color)} />
        </div>
        <Choice
          label={t("site.theme")}
          value={settings.theme}
          options={["auto", "light", "dark"]}
          word={(value) => t(`site.themes.${value}`)}
          onChange={(theme) => change("theme", theme, "now")}
        />
        <Choice
          label={t("site.language")}
          value={settings.language}
          options={["auto", "ru", "en"]}
          word={(value) => t(`site.languages.${value}`)}
          onChange={(language) => change("language", language, "now")}
        />
      </div>
      <hr className={page.line} style={{ margin: "14px 0 8px" }} />
      <PreChat look={look} />
      <SwitchRow
        label={t("site.files")}
        text={t("site.filesText", { size: fileSize(fileMax, i18n.language) })}
        checked={settings.files}
        onChange={(files) => change("files", files, "now")}
      />
      <SwitchRow
        label={t("site.showPage")}
        text={t("site.showPageText")}
        checked={settings.show_page}
        onChange={(show_page) => change("show_page", show_page, "now")}
      />
      <SwitchRow
        label={t("site.branding")}
        text={t("site.brandingText")}
        checked={settings.branding}
        onChange={(branding) => change("branding", branding, "now")}
      />
    </>
  );
}

function PreChat({ look }: { look: Look }) {
  const { t } = useTranslation("channels");
  const asked = look.values.pre_chat;
  const set = (changes: Partial<typeof asked>) => {
    const next = { ...asked, ...changes };
    // A form that asks for nothing is no form.
    const empty = next.enabled && !next.name && !next.email && !next.phone;
    look.change("pre_chat", empty ? { ...next, name: true } : next, "now");
  };
  return (
    <>
      <SwitchRow label={t("site.preChat")} text={t("site.preChatText")} checked={asked.enabled} onChange={(enabled) => set({ enabled })} />
      {asked.enabled ? (
        <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
          <legend className="visually-hidden">{t("site.preChatFields")}</legend>
          <div className={styles.checks}>
            <Checkbox
              size="xs"
              label={t("site.preChatName")}
              checked={asked.name}
              onChange={(event) => set({ name: event.currentTarget.checked })}
            />
            <Checkbox
              size="xs"
              label={t("site.preChatEmail")}
              checked={asked.email}
              onChange={(event) => set({ email: event.currentTarget.checked })}
            />
            <Checkbox
              size="xs"
              label={t("site.preChatPhone")}
              checked={asked.phone}
              onChange={(event) => set({ phone: event.currentTarget.checked })}
            />
            <Checkbox
              size="xs"
              label={t("site.preChatRequired")}
              title={t("site.preChatRequiredText")}
              checked={asked.required}
              onChange={(event) => set({ required: event.currentTarget.checked })}
            />
          </div>
        </fieldset>
      ) : null}
    </>
  );
}

function Choice<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly Value[];
  word: (value: Value) => string;
  onChange: (value: Value) => void;
}) {
  return (
    <Select
      label={props.label}
      value={props.value}
      onChange={(value) => value && props.onChange(value as Value)}
      data={props.options.map((value) => ({ value, label: props.word(value) }))}
      allowDeselect={false}
      classNames={fieldClasses}
    />
  );
}
