/** Pages for addresses that lead nowhere and for errors nobody caught. */
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconMapOff } from "@tabler/icons-react";
import { ProblemError } from "@/api/request";
import { ErrorNote, StateNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <StateNote
      icon={<IconMapOff size={28} stroke={1.5} />}
      title={t("notFound.title")}
      text={t("notFound.text")}
      action={
        <Button component="a" href="/clients" variant="default" size="xs">
          {t("notFound.action")}
        </Button>
      }
    />
  );
}

export function Crashed({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof ProblemError) return <ErrorNote error={error} onRetry={() => location.reload()} />;
  return (
    <StateNote
      role="alert"
      icon={<IconAlertTriangle size={28} stroke={1.5} color="var(--danger)" />}
      title={t("crashed.title")}
      text={t("crashed.text")}
      action={
        <Button variant="default" size="xs" onClick={() => location.reload()}>
          {t("crashed.action")}
        </Button>
      }
    />
  );
}
