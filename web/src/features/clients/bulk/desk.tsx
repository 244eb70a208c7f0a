/** Below the dialog while dialogs are chosen or something is being done to them: the bar of actions and the work under way. */
import { ActionIcon, Button, Popover } from "@mantine/core";
import { IconBan, IconCircleOff, IconList, IconMail, IconMailOpened, IconTag, IconTrash, IconUserShare, IconX } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useCan } from "@/api/session";
import type { JobAction } from "@/api/types";
import { useShortcuts } from "@/components/shortcuts";
import { useTranslation } from "@/i18n/use-translation";
import { useStore } from "@/lib/store";
import styles from "./bulk.module.css";
import { EmployeeChoice, MarkChoice } from "./choices";
import { type Asked, ConfirmWindow } from "./confirm";
import { useChosen } from "./head";
import { JobPanel } from "./job-panel";
import { picked } from "./selection";
import { jobs } from "./under-way";
import { useJobActions } from "./use-jobs";

export default function BulkDesk() {
  const choosing = useStore(picked) !== null;
  const shown = useStore(jobs);
  return (
    <div className={styles.desk}>
      {shown.map((job) => (
        <JobPanel key={job} id={job} />
      ))}
      {choosing ? <Bar /> : null}
    </div>
  );
}

function Bar() {
  const { t } = useTranslation(["bulk", "common"]);
  const { count, shown } = useChosen();
  const { begin, busy } = useJobActions();
  const mayDelete = useCan("clients.delete");
  const [asked, setAsked] = useState<Asked | null>(null);
  useShortcuts({ Escape: () => picked.set(null) });
  const off = count === 0 || busy;
  const ask = (type: Asked, icon: ReactNode) => (
    <Button
      size="xs"
      variant={type === "delete" ? "light" : "subtle"}
      color={type === "delete" ? "red" : "gray"}
      leftSection={icon}
      disabled={off}
      onClick={() => setAsked(type)}
    >
      {t(type)}
    </Button>
  );
  return (
    <div className={`${styles.bar} scroll`} role="toolbar" aria-label={t("bar")}>
      <span className={styles.number} aria-hidden>
        {shown}
      </span>
      <span className={styles.word} aria-hidden>
        {t("chosenWord")}
      </span>
      {ask("read", <IconMailOpened size={18} stroke={1.75} aria-hidden />)}
      {ask("unread", <IconMail size={18} stroke={1.75} aria-hidden />)}
      <Choice label={t("labels")} icon={<IconTag size={18} stroke={1.75} aria-hidden />} off={off} begin={begin}>
        {(done) => <MarkChoice kind="label" onChoose={done} />}
      </Choice>
      <Choice label={t("lists")} icon={<IconList size={18} stroke={1.75} aria-hidden />} off={off} begin={begin}>
        {(done) => <MarkChoice kind="list" onChoose={done} />}
      </Choice>
      <Choice label={t("give")} icon={<IconUserShare size={18} stroke={1.75} aria-hidden />} off={off} begin={begin}>
        {(done) => <EmployeeChoice onChoose={done} />}
      </Choice>
      {ask("block", <IconBan size={18} stroke={1.75} aria-hidden />)}
      {ask("unblock", <IconCircleOff size={18} stroke={1.75} aria-hidden />)}
      {mayDelete ? ask("delete", <IconTrash size={18} stroke={1.75} aria-hidden />) : null}
      <ActionIcon className={styles.end ?? ""} aria-label={t("finish")} title={`${t("finish")}  Esc`} onClick={() => picked.set(null)}>
        <IconX size={18} stroke={1.75} />
      </ActionIcon>
      <ConfirmWindow asked={asked} shown={shown} onClose={() => setAsked(null)} onConfirm={(type) => begin({ type })} />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  icon: ReactNode;
  off: boolean;
  begin: (action: JobAction) => void;
  children: (done: (action: JobAction) => void) => ReactNode;
}

function Choice({ label, icon, off, begin, children }: ChoiceProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="top" width={300} withRoles={false} trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          color="gray"
          leftSection={icon}
          disabled={off}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => setOpen((now) => !now)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label}>
        {children((action) => {
          setOpen(false);
          begin(action);
        })}
      </Popover.Dropdown>
    </Popover>
  );
}
