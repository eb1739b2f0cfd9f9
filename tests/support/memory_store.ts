import type { Condition, Listed, Store } from "../../lib/worksets/store/store.ts";

type Held = { readonly etag: string; readonly bytes: Uint8Array; readonly modified: number };

/** A bucket in memory: what every operation does, at once. */
export type MemoryBucket = Store & {
  /** All that it holds; for judgement. */
  readonly held: ReadonlyMap<string, Held>;
  readonly now: {
    list(options: Parameters<Store["list"]>[0]): Awaited<ReturnType<Store["list"]>>;
    get(key: string): Awaited<ReturnType<Store["get"]>>;
    put(...given: Parameters<Store["put"]>): Awaited<ReturnType<Store["put"]>>;
    remove(...given: Parameters<Store["remove"]>): Awaited<ReturnType<Store["remove"]>>;
  };
};

/**
 * A store that does what S3 does, in memory: the histories of the lease protocol run on it. Like S3 it stamps whole seconds.
 * `memory_store_test.ts` compares it with the emulator operation by operation.
 *
 * @param clock milliseconds
 */
export function memoryStore(clock: () => number): MemoryBucket {
  const held = new Map<string, Held>();
  const seconds = () => Math.floor(clock() / 1000) * 1000;
  const holds = (key: string, over: Condition) => {
    if (over === "any") return true;
    const etag = held.get(key)?.etag;
    return over === "absent" ? etag === undefined : etag === over.etag;
  };
  const now: MemoryBucket["now"] = {
    list({ prefix, delimiter, from = "", most = 1000 }) {
      const entries = new Map<string, Listed | undefined>();
      for (const [key, { etag, bytes, modified }] of [...held].sort(([one], [other]) => one < other ? -1 : 1)) {
        if (!key.startsWith(prefix)) continue;
        const end = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
        const name = end < 0 ? key : key.slice(0, end + 1);
        if (name > from) entries.set(name, end < 0 ? { key, etag, size: bytes.length, modified } : undefined);
      }
      const page = [...entries].slice(0, most);
      return {
        objects: page.flatMap(([, listed]) => listed === undefined ? [] : [listed]),
        folders: page.flatMap(([name, listed]) => listed === undefined ? [name] : []),
        date: seconds(),
        next: entries.size > most ? page.at(-1)?.[0] : undefined,
      };
    },
    get(key) {
      const found = held.get(key);
      return found === undefined ? undefined : { etag: found.etag, bytes: found.bytes };
    },
    put(key, bytes, over) {
      if (!holds(key, over)) return undefined;
      const etag = etagOf(bytes);
      held.set(key, { etag, bytes, modified: seconds() });
      return etag;
    },
    remove(key, over) {
      if (held.has(key) && !holds(key, over)) return false;
      held.delete(key);
      return true;
    },
  };
  return {
    held,
    now,
    list: (options) => Promise.resolve(now.list(options)),
    get: (key) => Promise.resolve(now.get(key)),
    put: (key, bytes, over) => Promise.resolve(now.put(key, bytes, over)),
    remove: (key, over) => Promise.resolve(now.remove(key, over)),
  };
}

/** As in S3, the same bytes have the same ETag. */
function etagOf(bytes: Uint8Array): string {
  let [one, other] = [0x811c9dc5, 0x01000193];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x85ebca6b) + 1;
  }
  return `"${(one >>> 0).toString(16)}-${(other >>> 0).toString(16)}"`;
}
