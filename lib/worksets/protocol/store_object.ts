import { noVersion, type ObjectAccess } from "../../aws/objects/change_object.ts";
import type { Store } from "../store/store.ts";

/** One object of the store, for the loop of conditional writes. */
export function storeObject(store: Store, key: string): ObjectAccess {
  return {
    read: async () => await store.get(key) ?? noVersion,
    write: (bytes, over) => store.put(key, bytes, over === undefined ? "absent" : { etag: over }),
  };
}
