/** The caret beside "send": the other ways in which words can go. */
import { Button, Menu } from "@mantine/core";
import { IconBellOff, IconChevronDown, IconClock, IconLock, IconSend2 } from "@tabler/icons-react";
import { useMe } from "@/api/session";
import { LazyMenu } from "@/components/lazy-menu";
import { useTranslation } from "@/i18n/use-translation";
import styles from "./composer.module.css";

export interface SendMenuProps {
  ready: boolean;
  onSend: (how?: { silent: boolean }) => void;
  onLater: () => void;
  onComment: () => void;
  /** Why the words cannot become a comment. */
  commentReason: string | null;
}

export function SendMenu({ ready, onSend, onLater, onComment, commentReason }: SendMenuProps) {
  const { t } = useTranslation("clients");
  const key = useMe().employee.send_key === "enter" ? "Enter" : "Ctrl Enter";
  return (
    <LazyMenu
      position="top-end"
      width={280}
      button={
        <Button className={styles.caret ?? ""} aria-label={t("composer.more")} data-tip={t("composer.more")}>
          <IconChevronDown size={18} stroke={1.75} aria-hidden />
        </Button>
      }
    >
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconSend2 size={18} stroke={1.75} />}
          rightSection={<kbd>{key}</kbd>}
          disabled={!ready}
          onClick={() => onSend()}
        >
          {t("composer.send")}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconClock size={18} stroke={1.75} />}
          rightSection={<kbd>Ctrl Shift Enter</kbd>}
          onClick={() => requestAnimationFrame(onLater)}
        >
          {t("composer.later")}
        </Menu.Item>
        <Menu.Item leftSection={<IconBellOff size={18} stroke={1.75} />} disabled={!ready} onClick={() => onSend({ silent: true })}>
          {t("composer.silent")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLock size={18} stroke={1.75} />}
          rightSection={<kbd>C</kbd>}
          disabled={commentReason !== null}
          title={commentReason ?? undefined}
          onClick={onComment}
        >
          {t("comment.convert")}
        </Menu.Item>
      </Menu.Dropdown>
    </LazyMenu>
  );
}
