/** Copies a text and says so for two seconds; where the clipboard is closed it says that instead. */
import { Button, type ButtonProps } from "@mantine/core";
import { IconCheck, IconCopy, IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "@/i18n/use-translation";
import { copyText } from "@/lib/text";
import { IconButton } from "./icon-button";

type State = "idle" | "done" | "failed";

function useCopy(text: string): { state: State; copy: () => void } {
  const [state, setState] = useState<State>("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  return { state, copy: () => void copyText(text).then((done) => setState(done ? "done" : "failed")) };
}

export function CopyIcon({ text, label, size = "xs" }: { text: string; label: string; size?: "xs" | "sm" | "md" }) {
  const { t } = useTranslation();
  const { state, copy } = useCopy(text);
  return (
    <IconButton label={state === "done" ? t("copied") : state === "failed" ? t("copyFailed") : label} size={size} onClick={copy}>
      <StateIcon state={state} />
    </IconButton>
  );
}

export function CopyButton({ text, children, label, ...rest }: { text: string; children: ReactNode; label?: string } & ButtonProps) {
  const { t } = useTranslation();
  const { state, copy } = useCopy(text);
  return (
    <Button leftSection={<StateIcon state={state} />} onClick={copy} {...(label ? { "aria-label": label } : {})} {...rest}>
      <span aria-live="polite">{state === "done" ? t("copied") : state === "failed" ? t("copyFailed") : children}</span>
    </Button>
  );
}

function StateIcon({ state }: { state: State }) {
  if (state === "done") return <IconCheck size={16} stroke={1.75} aria-hidden />;
  if (state === "failed") return <IconX size={16} stroke={1.75} aria-hidden />;
  return <IconCopy size={16} stroke={1.75} aria-hidden />;
}
