/** The project: name, language, time zone, the order of its dialogs, first steps. */
import { useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { patch } from "@/api/request";
import { useCan, useMe } from "@/api/session";
import type { Me, Project } from "@/api/types";
import { useClock } from "@/components/clock";
import { NAME_MAX, text } from "@/components/form/checks";
import { LabelledSegments, SwitchRow } from "@/components/form/choices";
import { TextField } from "@/components/form/field";
import form from "@/components/form/form.module.css";
import { TimezoneSelect } from "@/components/form/timezone-select";
import { useEditing } from "@/components/form/use-editing";
import { Box, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import { dayAndMonth } from "@/lib/time";
import { PaneFrame } from "../pane-frame";
import { Saved } from "../saved";
import styles from "../settings.module.css";

type Fields = Pick<Project, "name" | "language" | "timezone" | "steps_hidden" | "waiting_first" | "take_on_answer">;
const checks = { name: text(NAME_MAX, { required: true }) };

export default function ProjectPane() {
  const { project } = useMe();
  return project ? <ProjectForm key={project.id} project={project} /> : null;
}

function ProjectForm({ project }: { project: Project }) {
  const { t } = useTranslation("settings");
  const { t: words } = useTranslation("form");
  const client = useQueryClient();
  const clock = useClock();
  const mayWrite = useCan("project.write");
  const { values, errors, change, save } = useEditing<Fields>({
    stored: project,
    checks,
    save: async (changes) => {
      const changed = await patch<Project>(
        "/api/v1/project",
        changes.name === undefined ? changes : { ...changes, name: changes.name.trim() },
      );
      client.setQueryData<Me>(keys.me, (me) => (me ? withProject(me, changed) : me));
      if (changes.waiting_first !== undefined) void client.invalidateQueries({ queryKey: keys.dialogs });
      if (changes.steps_hidden !== undefined) void client.invalidateQueries({ queryKey: keys.steps });
    },
  });
  return (
    <PaneFrame title={t("nav.project")} lead={t("project.lead")} head={<Saved save={save} />}>
      <div className={`${styles.column} ${styles.narrow}`}>
        <Box pad label={t("project.main")}>
          <h2 className={page.h2} style={{ marginBottom: 12 }}>
            {t("project.main")}
          </h2>
          <div className={`${form.two} ${styles.fields}`}>
            <TextField
              label={t("project.name")}
              name="project"
              value={values.name}
              onChange={(name) => change("name", name)}
              error={errors.name}
              hint={t("project.nameText")}
              max={NAME_MAX}
              disabled={!mayWrite}
            />
            <LabelledSegments
              label={t("project.language")}
              value={values.language}
              onChange={(language) => change("language", language, "now")}
              options={(["ru", "en"] as const).map((value) => ({ value, label: words(`languages.${value}`) }))}
              hint={t("project.languageText")}
              disabled={!mayWrite}
            />
            <div data-span>
              <TimezoneSelect
                icon
                label={t("project.timezone")}
                value={values.timezone}
                onChange={(zone) => zone && change("timezone", zone, "now")}
                error={errors.timezone}
                disabled={!mayWrite}
              />
            </div>
          </div>
          <p className={`${page.quiet} ${page.small}`} style={{ marginTop: 12 }}>
            {t("project.created", { date: dayAndMonth(project.created_at, clock) })}
            {mayWrite ? null : `. ${t("project.readOnly")}`}
          </p>
        </Box>
        <Box pad label={t("project.dialogs")}>
          <h2 className={page.h2}>{t("project.dialogs")}</h2>
          <div className={styles.switches}>
            <SwitchRow
              label={t("project.waitingFirst")}
              text={t("project.waitingFirstText")}
              checked={values.waiting_first}
              onChange={(on) => change("waiting_first", on, "now")}
              disabled={!mayWrite}
            />
            <SwitchRow
              label={t("project.takeOnAnswer")}
              text={t("project.takeOnAnswerText")}
              checked={values.take_on_answer}
              onChange={(on) => change("take_on_answer", on, "now")}
              disabled={!mayWrite}
            />
          </div>
        </Box>
        {mayWrite ? (
          <Box pad>
            <SwitchRow
              label={t("project.steps")}
              text={t("project.stepsText")}
              checked={!values.steps_hidden}
              onChange={(shown) => change("steps_hidden", !shown, "now")}
            />
          </Box>
        ) : null}
      </div>
    </PaneFrame>
  );
}

function withProject(me: Me, project: Project): Me {
  return { ...me, project, projects: me.projects.map((other) => (other.id === project.id ? { ...other, name: project.name } : other)) };
}
