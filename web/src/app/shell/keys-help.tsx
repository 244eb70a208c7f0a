/** "?" shows the keys that work. A key without a function yet is not listed. */
import { Modal } from "@mantine/core";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./keys-help.module.css";

/** In the order in which two columns come out even. */
const groups = [
  [
    "list",
    [
      ["J / K, ↓ / ↑", "move"],
      ["Enter", "open"],
      ["/", "search"],
      ["X", "pick"],
      ["Shift+X", "pickRange"],
      ["Shift+F10", "rowMenu"],
    ],
  ],
  [
    "page",
    [
      ["Ctrl+K", "palette"],
      ["[", "list"],
      ["]", "card"],
      ["G 1–9", "sections"],
      ["Esc", "escape"],
      ["?", "help"],
    ],
  ],
  [
    "dialog",
    [
      ["R", "reply"],
      ["C", "comment"],
      ["E", "answerNotNeeded"],
      ["U", "markUnread"],
      ["P", "pin"],
      ["A", "take"],
      ["Shift+A", "transfer"],
      ["L", "labels"],
      ["B", "pause"],
      ["↑", "editLast"],
      ["Ctrl+F", "find"],
    ],
  ],
] as const;

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const printed = (key: string) => (mac ? key.replace("Ctrl", "⌘") : key);

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const { send_key, letter_keys } = useMe().employee;
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} size={720}>
      {letter_keys ? null : <p className={styles.off}>{t("keys.off")}</p>}
      <div className={styles.groups}>
        {groups.map(([group, keys]) => (
          <section key={group} aria-label={t(`keys.group.${group}`)}>
            <h3>{t(`keys.group.${group}`)}</h3>
            <dl>
              {group === "dialog" ? <Line what={t("keys.send")} keys={printed(send_key === "enter" ? "Enter" : "Ctrl+Enter")} /> : null}
              {keys.map(([key, what]) => (
                <Line key={what} what={t(`keys.${what}`)} keys={printed(key)} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function Line({ what, keys }: { what: string; keys: string }) {
  return (
    <div className={styles.line}>
      <dt>{what}</dt>
      <dd>
        <kbd>{keys}</kbd>
      </dd>
    </div>
  );
}
