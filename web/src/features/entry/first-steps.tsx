/** The first steps of a project in the place of the first dialog. Every tick is a fact about the project. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconMessageCircle, IconMoodSmile, IconPlugConnected, IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { keys } from "@/api/keys";
import { get, patch, post, problemOf, remove } from "@/api/request";
import { useMe } from "@/api/session";
import type { DemoClient, Me, Project, Steps } from "@/api/types";
import { useClock } from "@/components/clock";
import { describeZone } from "@/components/form/timezones";
import { useProblemText } from "@/components/problem-text";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./first-steps.module.css";
import { Drawing } from "./first-steps-drawing";

interface Step {
  id: string;
  icon: ReactNode;
  title: string;
  text: string;
  done: boolean;
  action?: { label: string; go: () => void; busy?: boolean } | undefined;
}

/** The first steps of a project; the fallback once they are done or hidden. */
export default function FirstSteps({ fallback }: { fallback: ReactNode }) {
  const steps = useQuery({ queryKey: keys.steps, queryFn: ({ signal }) => get<Steps>("/api/v1/project/steps", { signal }) }).data;
  const project = useMe().project;
  if (project === null || steps === undefined) return null;
  if (steps.hidden || steps.real_client) return fallback;
  return <StepList facts={steps} project={project} />;
}

function StepList({ facts, project }: { facts: Steps; project: Project }) {
  const { t, i18n } = useTranslation("entry");
  const { employee } = useMe();
  const clock = useClock();
  const { steps, hide, forget } = useSteps(facts);
  const done = steps.filter((step) => step.done).length;
  const next = steps.find((step) => !step.done && step.action);
  const zone = describeZone(project.timezone, i18n.language === "ru" ? "ru" : "en", clock.now).label;
  const first = employee.name.trim().split(/\s+/)[0] ?? employee.name;
  return (
    <div className={`${styles.place} scroll`}>
      <div className={styles.column}>
        <div className={styles.head}>
          <div>
            <h1>{t("steps.ready", { name: first })}</h1>
            <p>
              {t("steps.place", { project: project.name, zone })}.{" "}
              {done === steps.length ? t("steps.allDone") : t("steps.left", { count: steps.length - done })}
            </p>
          </div>
          <Drawing />
        </div>
        <section className={styles.box} aria-label={t("steps.title")}>
          <div className={styles.progress}>
            <h2>{t("steps.title")}</h2>
            <span className={styles.bar} aria-hidden>
              <i style={{ width: `${(done / steps.length) * 100}%` }} />
            </span>
            <span>{t("steps.count", { done, total: steps.length })}</span>
          </div>
          <ol className={styles.steps}>
            {steps.map((step) => (
              <StepRow key={step.id} step={step} next={step === next} />
            ))}
          </ol>
        </section>
        <div className={styles.foot}>
          {forget ? (
            <button type="button" onClick={forget}>
              {t("steps.demoRemove")}
            </button>
          ) : null}
          {hide ? (
            <button type="button" onClick={hide}>
              {t("steps.hide")}
            </button>
          ) : null}
        </div>
      </div>
    </div>
  );
}

function StepRow({ step, next }: { step: Step; next: boolean }) {
  const { t } = useTranslation("entry");
  return (
    <li className={styles.step} data-state={step.done ? "done" : next ? "next" : "later"}>
      <span className={styles.mark} aria-hidden>
        {step.done ? <IconCheck size={18} stroke={1.75} /> : step.icon}
      </span>
      <div>
        <b>{step.title}</b>
        <small>{step.text}</small>
      </div>
      {step.action ? (
        <Button variant={next ? "filled" : "default"} onClick={step.action.go} loading={step.action.busy ?? false}>
          {step.action.label}
        </Button>
      ) : step.done ? (
        <span className={styles.done}>{t("steps.done")}</span>
      ) : null}
    </li>
  );
}

/** The steps with what this employee may do about them. */
function useSteps(facts: Steps): { steps: Step[]; hide: (() => void) | null; forget: (() => void) | null } {
  const { t } = useTranslation("entry");
  const { rights } = useMe();
  const navigate = useNavigate();
  const { startDemo, dropDemo, hide } = useStepActions();
  const may = (right: (typeof rights)[number]) => rights.includes(right);
  const openDialog = (client: number) => void navigate({ to: "/clients/$clientId", params: { clientId: String(client) } });
  const demo = facts.demo_client_id;
  const icon = { size: 18, stroke: 1.75 };
  const steps: Step[] = [
    { id: "project", icon: null, title: t("steps.project"), text: t("steps.projectText"), done: true },
    {
      id: "channel",
      icon: <IconPlugConnected {...icon} />,
      title: t("steps.channel"),
      text: t("steps.channelText"),
      done: facts.channel_connected,
      action:
        may("channels.write") && !facts.channel_connected
          ? { label: t("steps.channelDo"), go: () => void navigate({ to: "/channels/connect", search: { kind: "telegram" } }) }
          : undefined,
    },
    {
      id: "site",
      icon: <IconMessageCircle {...icon} />,
      title: t("steps.site"),
      text: t("steps.siteText"),
      done: facts.site_chat_connected,
      action:
        may("channels.write") && !facts.site_chat_connected
          ? { label: t("steps.siteDo"), go: () => void navigate({ to: "/channels/connect", search: { kind: "site_chat" } }) }
          : undefined,
    },
    {
      id: "invite",
      icon: <IconUserPlus {...icon} />,
      title: t("steps.invite"),
      text: t("steps.inviteText"),
      done: facts.colleague_invited,
      action:
        may("employees.write") && !facts.colleague_invited
          ? {
              label: t("steps.inviteDo"),
              go: () => void navigate({ to: "/settings/$pane", params: { pane: "employees" }, search: { invite: true } }),
            }
          : undefined,
    },
    {
      id: "demo",
      icon: <IconMoodSmile {...icon} />,
      title: t("steps.demo"),
      text: t("steps.demoText"),
      done: demo !== null,
      action:
        demo !== null
          ? { label: t("steps.demoOpen"), go: () => openDialog(demo) }
          : { label: t("steps.demoDo"), go: () => startDemo.mutate(undefined, { onSuccess: openDialog }), busy: startDemo.isPending },
    },
  ];
  return {
    steps,
    hide: may("project.write") ? () => hide.mutate() : null,
    forget: demo !== null ? () => dropDemo.mutate() : null,
  };
}

function useStepActions() {
  const { t } = useTranslation("entry");
  const problemText = useProblemText();
  const queryClient = useQueryClient();
  const onError = (error: unknown) => notifications.show({ color: "red", message: problemText(problemOf(error)) });
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.steps });
  const startDemo = useMutation({
    mutationFn: async () => (await post<DemoClient>("/api/v1/project/demo-client")).client_id,
    onSuccess: refresh,
    onError,
  });
  const dropDemo = useMutation({
    mutationFn: () => remove("/api/v1/project/demo-client"),
    onSuccess: async () => {
      notifications.show({ message: t("steps.demoRemoved") });
      await Promise.all([
        refresh(),
        queryClient.invalidateQueries({ queryKey: keys.dialogs }),
        queryClient.invalidateQueries({ queryKey: keys.counts }),
      ]);
    },
    onError,
  });
  const hide = useMutation({
    mutationFn: () => patch<Project>("/api/v1/project", { steps_hidden: true }),
    onSuccess: (project) => {
      queryClient.setQueryData<Me>(keys.me, (me) => (me ? { ...me, project } : me));
      notifications.show({ message: t("steps.hidden") });
    },
    onError,
  });
  return { startDemo, dropDemo, hide };
}
