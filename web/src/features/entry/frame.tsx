/** The frame of the pages outside the shell: box, mark, title, and the other language below. */
import { IconMessages } from "@tabler/icons-react";
import { type ReactNode, useEffect } from "react";
import { setLanguage } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { initials } from "@/lib/text";
import styles from "./entry.module.css";

export function Frame(props: { title: string; lead?: ReactNode; project?: string; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${props.title} — ${t("product")}`;
  }, [props.title, t]);
  return (
    <main id="main" className={`${styles.page} scroll`}>
      <div className={styles.middle}>
        <section className={styles.box} data-wide={props.wide || undefined}>
          <div className={styles.title}>
            {props.project ? (
              <span className={styles.mark} data-tint aria-hidden>
                {initials(props.project)}
              </span>
            ) : (
              <span className={styles.mark} aria-hidden>
                <IconMessages size={22} stroke={2} />
              </span>
            )}
            <div>
              <h1>{props.title}</h1>
              {props.lead ? <p>{props.lead}</p> : null}
            </div>
          </div>
          {props.children}
        </section>
        <OtherLanguage />
      </div>
    </main>
  );
}

/** Before sign-in nobody's profile says which language to speak. */
function OtherLanguage() {
  const { t, i18n } = useTranslation("form");
  const other = i18n.language === "ru" ? "en" : "ru";
  return (
    <button type="button" lang={other} className={styles.language} onClick={() => void setLanguage(other)}>
      {t(`languages.${other}`)}
    </button>
  );
}
