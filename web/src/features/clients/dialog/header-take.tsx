/** "Взять клиента", and beside it whom to transfer him to. */
import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconMessageForward, IconUserOff } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useEmployees } from "@/api/queries";
import { useCan, useMe } from "@/api/session";
import type { Dialog } from "@/api/types";
import { Avatar } from "@/components/avatar";
import { LazyMenu } from "@/components/lazy-menu";
import { useTranslation } from "@/i18n/use-translation";
import { useDialogActions } from "../use-actions";
import styles from "./dialog.module.css";

const TransferWindow = lazy(() => import("./transfer"));

export function Responsible({ dialog }: { dialog: Dialog }) {
  const { t } = useTranslation("clients");
  const me = useMe().employee.id;
  const mayWrite = useCan("dialogs.write");
  const employees = useEmployees();
  const actions = useDialogActions(dialog.client_id);
  const [giving, setGiving] = useState(false);
  if (!mayWrite) return null;
  const own = dialog.responsible_id === me;
  return (
    <Button.Group className={styles.take ?? ""}>
      <Button
        variant={own ? "default" : "light"}
        onClick={own ? undefined : actions.take}
        aria-keyshortcuts="A"
        data-own={own || undefined}
        title={own ? undefined : `${t("action.take")}  A`}
      >
        {own ? (
          t("action.own")
        ) : (
          <>
            {t("action.takeShort")}
            <span className={styles.takeWord}>{t("action.takeRest")}</span>
          </>
        )}
      </Button>
      <LazyMenu
        position="bottom-end"
        width={260}
        button={
          <Button
            data-transfer
            className={styles.caret ?? ""}
            variant={own ? "default" : "light"}
            aria-label={t("action.transfer")}
            title={`${t("action.transfer")}  Shift+A`}
          >
            <IconChevronDown size={18} stroke={1.75} />
          </Button>
        }
      >
        <Menu.Dropdown className={`${styles.people} scroll`}>
          <Menu.Label>{t("action.transfer")}</Menu.Label>
          {employees
            .filter((employee) => employee.id !== dialog.responsible_id)
            .map((employee) => (
              <Menu.Item
                key={employee.id}
                leftSection={<Avatar id={employee.id} name={employee.name} url={employee.avatar_url} size={24} />}
                onClick={() => actions.transfer(employee.id)}
              >
                {employee.id === me ? t("action.toMe", { name: employee.name }) : employee.name}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconMessageForward size={18} stroke={1.75} />} onClick={() => setGiving(true)}>
            {t("transfer.withComment")}
          </Menu.Item>
          {dialog.responsible_id !== null ? (
            <Menu.Item leftSection={<IconUserOff size={18} stroke={1.75} />} onClick={actions.free}>
              {t("action.free")}
            </Menu.Item>
          ) : null}
        </Menu.Dropdown>
      </LazyMenu>
      {giving ? (
        <Suspense fallback={null}>
          <TransferWindow dialog={dialog} onClose={() => setGiving(false)} />
        </Suspense>
      ) : null}
    </Button.Group>
  );
}
