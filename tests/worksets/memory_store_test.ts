import assert from "node:assert/strict";
import { probeStore } from "../../lib/worksets/store/probe.ts";
import { s3Store } from "../../lib/worksets/store/s3_store.ts";
import type { Store } from "../../lib/worksets/store/store.ts";
import { inSandbox, operations } from "../aws/in_sandbox.ts";
import { compareStores } from "../support/compare_stores.ts";
import { memoryStore } from "../support/memory_store.ts";

const bucket = "worksets";
Deno.test(
  "the store in memory does what S3 does, operation by operation",
  inSandbox({ seed: { buckets: [bucket] } }, async (step) => {
    await step("random operations have the same answers", async ({ aws }) => {
      await compareStores(s3Store(await aws.s3Once(), bucket), () => memoryStore(() => 0), ["t/a", "t/a/b", "t/a/b/c"]);
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
