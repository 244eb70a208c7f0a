/** The timeline's window of pages: the newest page first, older ones upwards, or a page around one message. */
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef } from "react";
import { keys } from "@/api/keys";
import { snapshot } from "@/api/live-page";
import { compare, type WindowParam } from "@/api/message-cache";
import { get } from "@/api/request";
import type { Message, MessagesPage } from "@/api/types";

const PAGE = 50;

const fetchPage = (client: number, param: WindowParam, signal?: AbortSignal) =>
  snapshot(() => get<MessagesPage>(`/api/v1/dialogs/${client}/messages`, { query: { ...param, limit: PAGE }, signal }));

export function useMessages(client: number) {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery<
    MessagesPage,
    Error,
    InfiniteData<MessagesPage, WindowParam>,
    ReturnType<typeof keys.messages>,
    WindowParam
  >({
    queryKey: keys.messages(client),
    queryFn: ({ pageParam, signal }) => fetchPage(client, pageParam, signal),
    initialPageParam: {},
    getPreviousPageParam: (first) => (first.before === null ? undefined : { before: first.before }),
    getNextPageParam: (last) => (last.after === null ? undefined : { after: last.after }),
  });
  const messages = useMemo(() => ordered(query.data?.pages ?? []), [query.data]);

  const asked = useRef(0);
  /** Another window instead of this one. Of several asked for in a row only the last comes, and no page of the former is put to it. */
  const replace = useCallback(
    async (param: WindowParam) => {
      asked.current += 1;
      const turn = asked.current;
      const page = await fetchPage(client, param);
      if (turn !== asked.current) return;
      await queryClient.cancelQueries({ queryKey: keys.messages(client) });
      queryClient.setQueryData(keys.messages(client), { pages: [page], pageParams: [param] });
    },
    [client, queryClient],
  );
  /** The page around one message. */
  const showAround = useCallback((message: number) => replace({ around: message }), [replace]);
  /** The newest page. */
  const showNewest = useCallback(() => replace({}), [replace]);

  return { ...query, messages, showAround, showNewest };
}

function ordered(pages: readonly MessagesPage[]): Message[] {
  const seen = new Set<number>();
  return pages
    .flatMap((page) => page.items)
    .filter((message) => (seen.has(message.id) ? false : seen.add(message.id)))
    .sort(compare);
}
