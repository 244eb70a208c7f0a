/** The card over the dialog where there is no room beside it: from the right, on a phone a sheet from below. */
import { Drawer } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { useTranslation } from "@/i18n/use-translation";
import styles from "../page.module.css";
import { Card } from "./card";
import { SheetGrip } from "./sheet-grip";

export interface CardDrawerProps {
  client: number;
  opened: boolean;
  phone: boolean;
  onClose: () => void;
}

export default function CardDrawer({ client, opened, phone, onClose }: CardDrawerProps) {
  const { t } = useTranslation("clients");
  return (
    <Drawer.Root
      opened={opened}
      onClose={onClose}
      position={phone ? "bottom" : "right"}
      size={phone ? "90%" : 360}
      padding={0}
      closeOnEscape={false}
    >
      <Drawer.Overlay />
      <Drawer.Content className={phone ? styles.sheet : ""} aria-label={t("card.label")} onKeyDown={(event) => onEscape(event, onClose)}>
        <Drawer.Body className={styles.drawer}>
          {phone ? <SheetGrip onClose={onClose} /> : null}
          <Card client={client} onClose={onClose} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/**
 * Esc closes the drawer when nothing in it has taken the key: a field that gives its old value back, a popover, a list of options.
 * Mantine's own handler listens to the window before all of them.
 */
function onEscape(event: KeyboardEvent, close: () => void): void {
  const taken = event.target instanceof HTMLElement && event.target.getAttribute("data-mantine-stop-propagation") === "true";
  if (event.key === "Escape" && !taken && !event.nativeEvent.isComposing) close();
}
