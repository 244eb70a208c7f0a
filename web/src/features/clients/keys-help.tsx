/** "?" shows the keys of this section. */
import { Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/api/session";
import styles from "./page.module.css";
import { useShortcuts } from "./shortcuts";

const list = [
  ["J / K, ↓ / ↑", "move"],
  ["/", "search"],
  ["Enter", "open"],
  ["R", "reply"],
  ["C", "comment"],
  ["E", "answerNotNeeded"],
  ["U", "markUnread"],
  ["B", "pause"],
  ["P", "pin"],
  ["A", "take"],
  ["Shift+A", "transfer"],
  ["L", "labels"],
  ["[  ]", "panes"],
  ["↑", "editLast"],
  ["Esc", "escape"],
  ["?", "help"],
] as const;

export function KeysHelp() {
  const { t } = useTranslation("clients");
  const [open, setOpen] = useState(false);
  const sendKey = useMe().employee.send_key === "enter" ? "Enter" : "Ctrl+Enter";
  useShortcuts({ "Shift+Slash": () => setOpen(true) });
  return (
    <Modal opened={open} onClose={() => setOpen(false)} title={t("keys.title")} size={440}>
      <dl className={styles.keys}>
        <div>
          <dt>{t("keys.send")}</dt>
          <dd>
            <kbd>{sendKey}</kbd>
          </dd>
        </div>
        {list.map(([key, what]) => (
          <div key={what}>
            <dt>{t(`keys.${what}`)}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
