/** The first run: owner and project. The page exists while there is no owner. */
import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { get, ProblemError } from "@/api/request";
import type { SetupState } from "@/api/types";
import { ErrorNote } from "@/components/state-note";
import { useTranslation } from "@/i18n/use-translation";
import { Frame } from "./frame";
import { SetupForm } from "./setup-form";

export const setupQuery = {
  queryKey: ["setup"],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<SetupState>("/api/v1/setup", { signal }),
  // Another window may have finished the first run meanwhile.
  staleTime: 0,
} as const;

export default function SetupPage() {
  const { t } = useTranslation("entry");
  const navigate = useNavigate();
  const setup = useQuery(setupQuery);
  if (setup.data) return <SetupForm setup={setup.data} />;
  if (setup.error instanceof ProblemError && setup.error.status === 404) {
    return (
      <Frame title={t("setup.doneTitle")} lead={t("setup.doneText")}>
        <Button fullWidth size="md" rightSection={<IconArrowRight size={18} />} onClick={() => void navigate({ to: "/sign-in" })}>
          {t("setup.toSignIn")}
        </Button>
      </Frame>
    );
  }
  return (
    <Frame title={t("setup.title")} lead={t("setup.lead")} wide>
      {setup.error ? (
        <ErrorNote error={setup.error} onRetry={() => void setup.refetch()} />
      ) : (
        <div style={{ height: 320 }} aria-busy="true" />
      )}
    </Frame>
  );
}
