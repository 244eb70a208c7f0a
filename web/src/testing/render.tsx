/** Renders a component as the page would: theme, words and an own query cache. */
import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import i18next from "i18next";
import type { ReactNode } from "react";
import { type Language, setLanguage, startI18n, withWords } from "@/i18n";
import { cssVariablesResolver, theme } from "@/theme/theme";

export async function renderPart(part: ReactNode, options: { language?: Language; client?: QueryClient } = {}) {
  const language = options.language ?? "ru";
  if (i18next.isInitialized) await setLanguage(language);
  else await startI18n(language);
  await withWords(async () => undefined);
  await withWords(async () => undefined, "work");
  const client = options.client ?? new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const view = render(
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} env="test">
        <ModalsProvider>{part}</ModalsProvider>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { ...view, client };
}
