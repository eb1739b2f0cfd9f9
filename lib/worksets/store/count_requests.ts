import type { Store } from "./store.ts";

/** The same store, and how often it was asked through this one. */
export function countRequests(store: Store): { readonly store: Store; readonly requests: () => number } {
  let asked = 0;
  const count = <V>(answer: V): V => {
    asked++;
    return answer;
  };
  return {
    store: {
      list: (options) => count(store.list(options)),
      get: (key) => count(store.get(key)),
      put: (key, bytes, over) => count(store.put(key, bytes, over)),
      remove: (key, over) => count(store.remove(key, over)),
    },
    requests: () => asked,
  };
}
