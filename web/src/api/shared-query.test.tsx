import { QueryClient, QueryClientProvider, queryOptions } from "@tanstack/react-query";
import { act, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { useShared } from "./shared-query";

const client = () => new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } } });
const within = (queries: QueryClient, children: ReactNode) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>;

function setup(queries: QueryClient) {
  const ask = vi.fn(async () => "from the server");
  const options = queryOptions({ queryKey: ["shared"], queryFn: ask });
  const Reader = () => <i>{useShared(options) ?? "nothing"}</i>;
  const page = (readers: number) =>
    within(
      queries,
      Array.from({ length: readers }, (_, at) => at).map((at) => <Reader key={at} />),
    );
  return { ask, page };
}

test("many readers are one observer and one request, and all of them hear the answer", async () => {
  const queries = client();
  const { ask, page } = setup(queries);
  const { container } = render(page(40));
  expect(container.textContent).toBe("nothing".repeat(40));
  await vi.waitFor(() => expect(container.textContent).toBe("from the server".repeat(40)));
  expect(ask).toHaveBeenCalledTimes(1);
  expect(
    queries
      .getQueryCache()
      .find({ queryKey: ["shared"] })
      ?.getObserversCount(),
  ).toBe(1);
});

test("what is written to the cache and what is asked for anew reaches the readers", async () => {
  const queries = client();
  queries.setQueryData(["shared"], "known");
  const { ask, page } = setup(queries);
  const { container } = render(page(1));
  expect(container.textContent).toBe("known");
  act(() => void queries.setQueryData(["shared"], "written"));
  await vi.waitFor(() => expect(container.textContent).toBe("written"));
  await act(() => queries.invalidateQueries({ queryKey: ["shared"] }));
  expect(container.textContent).toBe("from the server");
  expect(ask).toHaveBeenCalledTimes(1);
});

test("an emptied cache changes nothing on the screen until there is an answer again", async () => {
  const queries = client();
  queries.setQueryData(["shared"], "one account");
  const { page } = setup(queries);
  const { container, rerender } = render(page(1));
  act(() => queries.clear());
  rerender(page(1));
  expect(container.textContent).toBe("one account");
  act(() => void queries.setQueryData(["shared"], "another account"));
  await vi.waitFor(() => expect(container.textContent).toBe("another account"));
  act(() => void queries.setQueryData(["shared"], "his next name"));
  await vi.waitFor(() => expect(container.textContent).toBe("his next name"));
});

test("nothing of what was read stays when nobody reads any more", () => {
  const queries = client();
  queries.setQueryData(["shared"], "of yesterday");
  const { page } = setup(queries);
  const first = render(page(2));
  first.unmount();
  expect(
    queries
      .getQueryCache()
      .find({ queryKey: ["shared"] })
      ?.getObserversCount(),
  ).toBe(0);
  queries.clear();
  expect(render(page(1)).container.textContent).toBe("nothing");
});
