/** One cache for the page. The live socket keeps it fresh, so nothing refetches by itself on focus or by age. */
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/api/request";

const RETRIES = 3;

/** `onUnauthorized` runs once per refusal: the session has ended on the server. */
export function createQueryClient(onUnauthorized: () => void): QueryClient {
  const watch = (error: unknown) => {
    if (error instanceof ProblemError && error.status === 401 && error.code === "unauthorized") onUnauthorized();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // A server on this machine answers without a network; the browser's idea of "online" must not hold requests back.
        networkMode: "always",
        retry: (failures, error) => error instanceof ProblemError && error.transient && failures < RETRIES,
        retryDelay: (attempt) => Math.min(8_000, 500 * 2 ** attempt),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}
