/** Theme, language and time zone: all three apply at once. */
import { useMantineColorScheme } from "@mantine/core";
import { useMe } from "@/api/session";
import { useClock } from "@/components/clock";
import { LabelledSegments } from "@/components/form/choices";
import form from "@/components/form/form.module.css";
import { TimezoneSelect } from "@/components/form/timezone-select";
import { describeZone } from "@/components/form/timezones";
import type { Editing } from "@/components/form/use-editing";
import { Box, page } from "@/components/page/parts";
import { setLanguage } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import styles from "../settings.module.css";
import type { OwnFields } from "./pane";
import { ThemeDrawing } from "./theme-drawing";

export function Look({ own }: { own: Editing<OwnFields> }) {
  const { t, i18n } = useTranslation("settings");
  const { t: words } = useTranslation("form");
  const { setColorScheme } = useMantineColorScheme();
  const { project } = useMe();
  const clock = useClock();
  const { values, errors, change } = own;
  const language = i18n.language === "ru" ? "ru" : "en";
  return (
    <Box pad label={t("profile.view")}>
      <h2 className={page.h2}>{t("profile.view")}</h2>
      <div className={styles.themes} role="radiogroup" aria-label={t("profile.theme")}>
        {(["light", "dark", "auto"] as const).map((theme) => (
          <label key={theme} className={styles.theme}>
            <ThemeDrawing theme={theme} />
            <span>
              <input
                type="radio"
                name="theme"
                value={theme}
                checked={values.theme === theme}
                onChange={() => {
                  setColorScheme(theme);
                  change("theme", theme, "now");
                }}
              />
              {t(`profile.themes.${theme}`)}
            </span>
          </label>
        ))}
      </div>
      <div className={`${form.two} ${styles.fields}`}>
        <LabelledSegments
          label={t("profile.language")}
          value={values.language}
          onChange={(chosen) => {
            void setLanguage(chosen);
            change("language", chosen, "now");
          }}
          options={(["ru", "en"] as const).map((value) => ({ value, label: words(`languages.${value}`) }))}
        />
        <TimezoneSelect
          label={t("profile.timezone")}
          value={values.timezone}
          onChange={(zone) => change("timezone", zone, "now")}
          error={errors.timezone}
          {...(project
            ? {
                inherited: {
                  zone: project.timezone,
                  label: t("profile.asProject", { zone: describeZone(project.timezone, language, clock.now).city }),
                },
              }
            : {})}
        />
      </div>
    </Box>
  );
}
