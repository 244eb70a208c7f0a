/** Builds the page: words, theme, cache, router. */
import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import "@mantine/core/styles.layer.css";
import "@mantine/notifications/styles.layer.css";
import "@/theme/global.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { keys } from "@/api/keys";
import { startMinutes } from "@/components/clock";
import { Tips } from "@/components/tips";
import { guessLanguage, startI18n } from "@/i18n";
import { useTranslation } from "@/i18n/use-translation";
import { cssVariablesResolver, theme } from "@/theme/theme";
import { leave } from "./leave";
import { createQueryClient } from "./query-client";
import { createPageRouter } from "./router";

const schemes = localStorageColorSchemeManager({ key: "beseda.theme" });

export async function start(): Promise<void> {
  paintBeforeRender();
  await startI18n(guessLanguage());
  startMinutes();
  let leaving = false;
  const queryClient = createQueryClient(() => {
    // While nobody is signed in a 401 is an answer (the sign-in page asks), not an ended session.
    if (leaving || queryClient.getQueryData(keys.me) === undefined) return;
    leaving = true;
    void leave(router, queryClient).finally(() => {
      leaving = false;
    });
  });
  const router = createPageRouter(queryClient);
  const place = document.getElementById("root");
  if (!place) return;
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" colorSchemeManager={schemes}>
          <Dialogs>
            <Notifications position="bottom-right" limit={4} autoClose={6000} containerWidth={328} />
            <RouterProvider router={router} />
            <Tips />
          </Dialogs>
        </MantineProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

/** The window that asks for confirmation speaks the language of the page. */
function Dialogs({ children }: { children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <ModalsProvider labels={{ confirm: t("delete"), cancel: t("cancel") }} modalProps={{ closeButtonProps: { "aria-label": t("close") } }}>
      {children}
    </ModalsProvider>
  );
}

/** The strict content policy forbids an inline script, so the scheme is set here, before the first paint of the page. */
function paintBeforeRender(): void {
  const chosen = schemes.get("auto");
  const dark = chosen === "dark" || (chosen === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
}
