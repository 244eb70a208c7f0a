/** A window over the page: title, a line under it, content; and the form most windows are. */
import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./window.module.css";

export function Window(props: {
  title: string;
  lead?: string | undefined;
  opened: boolean;
  onClose: () => void;
  wide?: boolean;
  /** Pixels, for a table. */
  size?: number;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={
        <>
          {props.title}
          {props.lead ? <span className={styles.lead}>{props.lead}</span> : null}
        </>
      }
      size={props.size ?? (props.wide ? 560 : 480)}
      closeButtonProps={{ "aria-label": t("close") }}
      classNames={{ header: styles.header, body: styles.body }}
    >
      <div className={styles.content}>{props.children}</div>
    </Modal>
  );
}

/** The buttons at the foot of a window. */
export function WindowFoot({ children }: { children: ReactNode }) {
  return <div className={styles.foot}>{children}</div>;
}

export function WindowForm(props: {
  onSubmit: () => void;
  onCancel: () => void;
  busy: boolean;
  submit: string;
  disabled?: boolean;
  danger?: boolean;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <form
      noValidate
      className={styles.content}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <WindowFoot>
        <Button size="md" variant="default" onClick={props.onCancel}>
          {t("cancel")}
        </Button>
        <Button size="md" type="submit" loading={props.busy} disabled={props.disabled ?? false} {...(props.danger ? { color: "red" } : {})}>
          {props.submit}
        </Button>
      </WindowFoot>
    </form>
  );
}
