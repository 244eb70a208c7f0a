/** Header of the wizard: back, title, steps, close. */
import { IconCheck, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { IconButton } from "@/components/icon-button";
import { PageHead, page } from "@/components/page/parts";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./wizard.module.css";

export type StepName = "messenger" | "access" | "receive" | "site" | "look" | "check";
export const STEPS: { telegram: readonly StepName[]; site_chat: readonly StepName[] } = {
  telegram: ["messenger", "access", "receive"],
  site_chat: ["messenger", "site", "look", "check"],
};

export function WizardFrame(props: {
  title: string;
  steps: readonly StepName[];
  now: StepName | "end";
  back?: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation("channels");
  const navigate = useNavigate();
  const leave = () => void navigate({ to: "/channels" });
  const at = props.now === "end" ? props.steps.length : props.steps.indexOf(props.now);
  return (
    <main id="main" className={page.main}>
      <PageHead title={props.title} back={{ label: t(props.back ? "wizard.back" : "back"), go: props.back ?? leave }}>
        <Steps label={t("wizard.steps")} names={props.steps.map((step) => t(`wizard.step.${step}`))} at={at} />
        <span className={page.grow} />
        <IconButton label={t("wizard.close")} onClick={leave} size="lg">
          <IconX size={20} stroke={1.75} />
        </IconButton>
      </PageHead>
      {props.children}
    </main>
  );
}

/** The way through a page of several steps: those done, the one under way, those to come. */
export function Steps({ label, names, at }: { label: string; names: readonly string[]; at: number }) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {names.map((name, number) => (
        <li
          key={name}
          data-state={number < at ? "done" : number === at ? "now" : "later"}
          aria-current={number === at ? "step" : undefined}
        >
          <b>{number < at ? <IconCheck size={14} stroke={2} aria-hidden /> : number + 1}</b>
          {name}
        </li>
      ))}
    </ol>
  );
}

/** One numbered part of a step's form. */
export function Stage(props: { number: number; state: "done" | "now" | "later"; title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.stage} data-state={props.state}>
      <span className={styles.stageMark} aria-hidden>
        {props.state === "done" ? <IconCheck size={16} stroke={2} /> : props.number}
      </span>
      <div>
        <div className={styles.stageHead}>
          <h2>{props.title}</h2>
          {props.aside}
        </div>
        <div className={styles.stageBody}>{props.children}</div>
      </div>
    </section>
  );
}
