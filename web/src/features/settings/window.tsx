/** A window of the settings: title, a line under it, a form with its buttons. */
import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./settings.module.css";

export function Window(props: { title: string; lead?: string; opened: boolean; onClose: () => void; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      size={props.wide ? 560 : 460}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <div className={styles.window}>
        {props.lead ? <p className={styles.windowLead}>{props.lead}</p> : null}
        {props.children}
      </div>
    </Modal>
  );
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
      className={styles.window}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.children}
      <div className={styles.windowFoot}>
        <Button size="md" variant="default" onClick={props.onCancel}>
          {t("cancel")}
        </Button>
        <Button size="md" type="submit" loading={props.busy} disabled={props.disabled ?? false} {...(props.danger ? { color: "red" } : {})}>
          {props.submit}
        </Button>
      </div>
    </form>
  );
}
