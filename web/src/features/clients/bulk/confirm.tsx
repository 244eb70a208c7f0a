/** What cannot be taken back, or hurts, is asked for by a typed word. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { Window, WindowForm } from "@/components/window";
import { useTranslation } from "@/i18n/use-translation";
import { fold } from "@/lib/text";

export type Asked = "read" | "unread" | "block" | "unblock" | "delete";

export interface ConfirmWindowProps {
  asked: Asked | null;
  shown: string;
  onClose: () => void;
  onConfirm: (asked: Asked) => void;
}

export function ConfirmWindow({ asked, shown, onClose, onConfirm }: ConfirmWindowProps) {
  const { t } = useTranslation("bulk");
  return (
    <Window
      opened={asked !== null}
      title={asked ? t(`ask.${asked}`, { shown }) : ""}
      lead={asked ? t(`why.${asked}`) : undefined}
      onClose={onClose}
    >
      {asked ? <Word asked={asked} onClose={onClose} onConfirm={onConfirm} /> : null}
    </Window>
  );
}

function Word({ asked, onClose, onConfirm }: Omit<ConfirmWindowProps, "asked" | "shown"> & { asked: Asked }) {
  const { t } = useTranslation("bulk");
  const [typed, setTyped] = useState("");
  const word = t("confirmWord");
  const fits = fold(typed) === fold(word);
  return (
    <WindowForm
      busy={false}
      danger={asked === "delete" || asked === "block"}
      disabled={!fits}
      submit={t(asked)}
      onCancel={onClose}
      onSubmit={() => {
        if (!fits) return;
        onConfirm(asked);
        onClose();
      }}
    >
      <TextInput
        data-autofocus
        autoComplete="off"
        label={t("typeWord", { word })}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </WindowForm>
  );
}
