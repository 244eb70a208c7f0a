/**
 * One watch over a query for all the components that read it. The employee, his colleagues and his clock are asked for by every
 * row and every message; a hundred observers of the same answer would be most of what drawing them costs.
 */
import { hashKey, type QueryClient, type QueryKey, QueryObserver, type QueryObserverOptions, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

interface Watch {
  subscribe: (listener: () => void) => () => void;
  get: () => unknown;
}

/** Of each client, by the options: they are constants of their modules, and no key has to be reckoned to find them. */
const watches = new WeakMap<QueryClient, WeakMap<object, Watch>>();

/** What `useQuery(options).data` would be, for options that are one and the same object every time; a part that is taken away and asked for again while it is on the screen stays as it was. */
export function useShared<T, K extends QueryKey>(options: QueryObserverOptions<T, Error, T, T, K>): T | undefined {
  const watch = watchOf(useQueryClient(), options as unknown as QueryObserverOptions);
  return useSyncExternalStore(watch.subscribe, watch.get, watch.get) as T | undefined;
}

function watchOf(client: QueryClient, options: QueryObserverOptions): Watch {
  let all = watches.get(client);
  if (!all) {
    all = new WeakMap();
    watches.set(client, all);
  }
  let watch = all.get(options);
  if (!watch) {
    watch = createWatch(client, options);
    all.set(options, watch);
  }
  return watch;
}

function createWatch(client: QueryClient, options: QueryObserverOptions): Watch {
  const hash = hashKey(options.queryKey);
  const listeners = new Set<() => void>();
  let last: unknown;
  let stop = () => {};
  const get = () => {
    last = client.getQueryData(options.queryKey) ?? last;
    return last;
  };
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const start = () => {
    const observer = new QueryObserver(client, options);
    const leave = observer.subscribe(tell);
    // Another account on the same page begins with an empty cache: the watch goes on with the answer that is in it then.
    const leaveCache = client.getQueryCache().subscribe((event) => {
      if (event.type !== "added" || event.query.queryHash !== hash) return;
      observer.setOptions(options);
      tell();
    });
    stop = () => {
      leave();
      leaveCache();
      last = undefined;
    };
  };
  return {
    get,
    subscribe(listener) {
      listeners.add(listener);
      if (listeners.size === 1) start();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) stop();
      };
    },
  };
}
