import assert from "node:assert/strict";
import { probeStore } from "../../lib/worksets/store/probe.ts";
import { s3Store } from "../../lib/worksets/store/s3_store.ts";
import type { Condition, Store } from "../../lib/worksets/store/store.ts";
import { inSandbox, operations } from "../aws/in_sandbox.ts";
import { fc } from "../support/fast_check.ts";
import { memoryStore } from "../support/memory_store.ts";

const bucket = "worksets";
const keys = ["t/a", "t/a/b", "t/a/b/c", "t/ab", "t/b/daylily.lock", "t/b/daylily.ready"];

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

const key = fc.constantFrom(...keys);
const deed: fc.Arbitrary<Deed> = fc.oneof(
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
      pages.push({ objects: objects.map(({ key, size }) => [key, size]), folders, more: next !== undefined });
      [from, more] = [next, next !== undefined];
    }
    return pages;
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

Deno.test(
  "the store in memory does what S3 does, operation by operation",
  inSandbox({ seed: { buckets: [bucket] } }, async (step) => {
    await step("random operations have the same answers", async ({ aws }) => {
      const real = s3Store(await aws.s3Once(), bucket);
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { maxLength: 12 }), async (deeds) => {
          for (const each of keys) await real.remove(each, "any");
          const double = memoryStore(() => 0);
          for (const each of deeds) {
            assert.deepEqual(await answered(double, each), await answered(real, each), JSON.stringify(each));
          }
        }),
        { numRuns: 25 },
      );
    });

    await step("a listing bears the store's own clock, and objects their time on it", async ({ aws }) => {
      const store = s3Store(await aws.s3Once(), bucket);
      await store.put("x", new Uint8Array([1]), "any");
      const { date, objects: [{ modified }] } = await store.list({ prefix: "x" });
      assert.ok(Math.abs(date - modified) <= 5_000, `${date} ${modified}`);
    });

    await step(
      "MW42 MW43: the probe is seven requests where all is well; a denial names its action",
      async ({ aws }, sandbox) => {
        const store = s3Store(await aws.s3Once(), bucket);
        sandbox.clearRequests();
        await probeStore(store, "root/_daylily/probe/x");
        assert.equal(operations(sandbox).length, 7);
        assert.equal((await store.list({ prefix: "root/" })).objects.length, 0);
        sandbox.settings.denied.push("s3:DeleteObject");
        await assert.rejects(probeStore(store, "root/_daylily/probe/y"), /s3:DeleteObject/);
      },
    );

    await step(
      "MW42: a store that writes on If-Match where nothing is, or ignores conditions, is refused",
      async () => {
        const good = memoryStore(() => 0);
        await probeStore(good, "k");
        const writes = {
          ...good,
          put: (...[key, bytes, over]: Parameters<Store["put"]>) =>
            good.put(key, bytes, over === "absent" || good.held.has(key) ? over : "any"),
        };
        await assert.rejects(probeStore(writes, "k"), {
          code: "WS-STO-001",
          message: /If-Match refuses to write where nothing is/,
        });
        const blind: Store = { ...good, put: (key, bytes) => good.put(key, bytes, "any") };
        await assert.rejects(probeStore(blind, "k"), { code: "WS-STO-001" });
      },
    );
  }),
);
