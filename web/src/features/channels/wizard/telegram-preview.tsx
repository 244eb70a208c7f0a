/** What the client sees in the messenger: its own look in light and dark, not ours. */
import { IconMicrophone, IconMoon, IconPaperclip, IconSun } from "@tabler/icons-react";
import { useState } from "react";
import { useMe } from "@/api/session";
import { Avatar } from "@/components/avatar";
import { Segments } from "@/components/form/choices";
import { page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./telegram-preview.module.css";

export function ChatPreview({ title }: { title: string | null }) {
  const { t } = useTranslation("channels");
  const { t: common } = useTranslation();
  const project = useMe().project?.name ?? "";
  const [look, setLook] = useState<"light" | "dark">("light");
  const name = title ?? project;
  return (
    <>
      <div className={page.row} style={{ padding: "20px 20px 0" }}>
        <h2 className={`${page.cap} ${page.grow}`}>{t("telegram.preview")}</h2>
        <Segments
          label={t("telegram.previewTheme")}
          value={look}
          onChange={setLook}
          options={[
            { value: "light", label: <Look icon={<IconSun size={16} stroke={1.75} aria-hidden />} name={common("theme.light")} /> },
            { value: "dark", label: <Look icon={<IconMoon size={16} stroke={1.75} aria-hidden />} name={common("theme.dark")} /> },
          ]}
        />
      </div>
      <div className={styles.preview}>
        <div className={styles.phone} data-dark={look === "dark" || undefined}>
          <div className={styles.phoneBar}>
            <Avatar id={11} name={name} size={36} hue="teal" />
            <div>
              <b>{name}</b>
              <small>{t("telegram.bot")}</small>
            </div>
          </div>
          <div className={styles.phoneLog}>
            <span className={styles.phoneDay}>{common("today")}</span>
            <span className={styles.phoneMine}>/start</span>
          </div>
          <div className={styles.phoneFoot} aria-hidden>
            <IconPaperclip size={20} stroke={1.75} />
            <span>{t("telegram.message")}</span>
            <IconMicrophone size={20} stroke={1.75} />
          </div>
        </div>
      </div>
    </>
  );
}

function Look({ icon, name }: { icon: React.ReactNode; name: string }) {
  return (
    <span title={name}>
      {icon}
      <span className="visually-hidden">{name}</span>
    </span>
  );
}
