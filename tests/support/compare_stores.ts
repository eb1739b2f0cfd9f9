import assert from "node:assert/strict";
import type { Condition, Store } from "../../lib/worksets/store/store.ts";
import { fc } from "./fast_check.ts";

type Deed =
  | {
    readonly do: "put";
    readonly key: string;
    readonly text: string;
    readonly over: "any" | "absent" | "same" | "other";
  }
  | { readonly do: "remove"; readonly key: string; readonly over: "any" | "same" | "other" }
  | { readonly do: "get"; readonly key: string }
  | { readonly do: "list"; readonly prefix: string; readonly delimiter: "/" | undefined; readonly most: number };

/** Keys that worksets have, and one that begins as another ends. */
const usual = ["t/a/b/c", "t/ab", "t/b/daylily.lock", "t/b/daylily.ready"];

/**
 * Random operations have the same answers on both.
 *
 * @param double makes an empty one
 * @param more further keys: not every store takes one that is a folder of others
 * @returns how many operations were compared
 */
export async function compareStores(
  real: Store,
  double: () => Store,
  more: readonly string[],
  numRuns = 25,
): Promise<number> {
  const keys = [...more, ...usual];
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deeds(keys), { maxLength: 12 }), async (wanted) => {
      for (const each of keys) await real.remove(each, "any");
      const other = double();
      for (const each of wanted) {
        assert.deepEqual(await answered(other, each), await answered(real, each), JSON.stringify(each));
        compared++;
      }
    }),
    { numRuns },
  );
  return compared;
}

function deeds(keys: readonly string[]): fc.Arbitrary<Deed> {
  const key = fc.constantFrom(...keys);
  return fc.oneof(
    fc.record({
      do: fc.constant("put" as const),
      key,
      text: fc.constantFrom("one", "two"),
      over: fc.constantFrom("any", "absent", "same", "other"),
    }),
    fc.record({ do: fc.constant("remove" as const), key, over: fc.constantFrom("any", "same", "other") }),
    fc.record({ do: fc.constant("get" as const), key }),
    fc.record({
      do: fc.constant("list" as const),
      prefix: fc.constantFrom("t/", "t/a", "t/a/", "t/b/daylily.", "t/c"),
      delimiter: fc.constantFrom("/" as const, undefined),
      most: fc.constantFrom(1, 2, 1000),
    }),
  );
}

/** What a store answers, without what no two stores have in common. */
async function answered(store: Store, deed: Deed): Promise<unknown> {
  if (deed.do === "get") {
    const found = await store.get(deed.key);
    return found === undefined ? "absent" : new TextDecoder().decode(found.bytes);
  }
  if (deed.do === "list") {
    const pages = [];
    for (let from: string | undefined, more = true; more;) {
      const { objects, folders, next } = await store.list({ ...deed, from });
      pages.push({ objects: objects.map(({ key, size }) => [key, size]), folders });
      [from, more] = [next, next !== undefined];
    }
    // Some say that there is more, and then there is nothing.
    return pages.filter(({ objects, folders }) => objects.length + folders.length > 0);
  }
  const etag = (await store.get(deed.key))?.etag;
  const other = '"00000000000000000000000000000000"';
  const over: Condition = deed.over === "same"
    ? { etag: etag ?? other }
    : deed.over === "other"
    ? { etag: other }
    : deed.over;
  if (deed.do === "put") return await store.put(deed.key, new TextEncoder().encode(deed.text), over) !== undefined;
  return over === "absent" ? undefined : await store.remove(deed.key, over);
}
