/** The notice of a comment that names this employee. It stays until it is looked at: somebody waits for him. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAt } from "@tabler/icons-react";

export function showMention(what: { title: string; text: string; open: string; close: string; onOpen: () => void }): void {
  const id = notifications.show({
    autoClose: false,
    title: what.title,
    icon: <IconAt size={20} stroke={1.75} aria-hidden />,
    color: "beseda",
    closeButtonProps: { "aria-label": what.close },
    message: (
      <>
        <span style={{ display: "block", overflowWrap: "anywhere" }}>{what.text}</span>
        <Button
          size="xs"
          variant="light"
          style={{ marginTop: 8 }}
          onClick={() => {
            notifications.hide(id);
            what.onOpen();
          }}
        >
          {what.open}
        </Button>
      </>
    ),
  });
}
