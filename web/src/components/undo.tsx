/** A toast that says what was done and takes it back for ten seconds. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";

const UNDO_MS = 10_000;

export function showUndo(what: { message: string; undo: string; close: string; onUndo: () => void }): void {
  const id = notifications.show({
    autoClose: UNDO_MS,
    closeButtonProps: { "aria-label": what.close },
    message: (
      <span style={{ display: "flex", alignItems: "center", justifyContent: "space-between", gap: 12 }}>
        <span style={{ minWidth: 0, overflowWrap: "anywhere" }}>{what.message}</span>
        <Button
          size="xs"
          variant="subtle"
          style={{ flex: "none" }}
          onClick={() => {
            notifications.hide(id);
            what.onUndo();
          }}
        >
          {what.undo}
        </Button>
      </span>
    ),
  });
}
