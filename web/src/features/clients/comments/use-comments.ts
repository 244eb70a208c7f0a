/** Comments on a client, newest first, page by page; the live socket keeps them fresh. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { get } from "@/api/request";
import type { CommentsPage } from "@/api/types";
import { useTranslation } from "@/i18n/use-translation";
import { number } from "@/lib/text";

const PAGE = 50;

export function useComments(client: number) {
  const { i18n } = useTranslation();
  const query = useInfiniteQuery({
    queryKey: keys.comments(client),
    queryFn: ({ pageParam, signal }) =>
      snapshot(() => get<CommentsPage>(`/api/v1/dialogs/${client}/comments`, { query: { before: pageParam, limit: PAGE }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const comments = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  // Only as many are counted as are loaded: "50+" says that there are more.
  const shown = query.data ? `${number(comments.length, i18n.language)}${query.hasNextPage ? "+" : ""}` : "";
  return { ...query, comments, shown };
}
