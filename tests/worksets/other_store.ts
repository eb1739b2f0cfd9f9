import assert from "node:assert/strict";
import { join } from "node:path";
import { probeStore } from "../../lib/worksets/store/probe.ts";
import { s3Store } from "../../lib/worksets/store/s3_store.ts";
import type { Store } from "../../lib/worksets/store/store.ts";
import { raceWorksets } from "../crash/race_worksets.ts";
import { compareStores } from "../support/compare_stores.ts";
import { memoryStore } from "../support/memory_store.ts";
import { type OtherStore, startOtherStore } from "../support/other_store.ts";
import { type Sandbox, useSandboxProfile, withSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { bucket, type Objects, type WorksetsHere, worldIn } from "./worksets_here.ts";

const race = { monitors: 3, worksets: 12, kills: 1, spread: 10_000, seed: Number(Deno.env.get("RACE_SEED") ?? 1) };

/** Everything but S3 is the sandbox's. */
async function worldOn(sandbox: Sandbox, other: OtherStore, store: Store): Promise<WorksetsHere> {
  const world = await worldIn(sandbox, bucket, objectsOf(store));
  return withEnvironment(world, { ...world.env, AWS_ENDPOINT_URL_S3: other.endpoint });
}

function withEnvironment(world: WorksetsHere, env: WorksetsHere["env"]): WorksetsHere {
  return { ...world, env, once: (words = "") => world.once(words, { env }) };
}

function objectsOf(store: Store): Objects {
  return {
    put: async (key, text) => void await store.put(key, new TextEncoder().encode(text), "any"),
    remove: async (key) => void await store.remove(key, "any"),
    async text(key) {
      const found = await store.get(key);
      assert.ok(found !== undefined, key);
      return new TextDecoder().decode(found.bytes);
    },
    keys: async (prefix) => (await store.list({ prefix })).objects.map(({ key }) => key),
  };
}

Deno.test("worksets on a second, independent S3 server", (test) =>
  inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, bucket));
    await using other = await startOtherStore(folder);
    useSandboxProfile();
    const aws = sandboxAws(other);
    const store = s3Store(await aws.s3Once(), bucket);
    try {
      await test.step("the probe finds the conditions kept", () => probeStore(store, "probe/x"));
      await test.step("random operations have the answers of the store in memory", async () => {
        const compared = await compareStores(store, () => memoryStore(() => 0), [], 200);
        console.log(`${other.program}: ${compared} operations compared`);
      });
      await test.step("of twenty writes at the same time on one condition, one succeeds", async () => {
        for (let round = 0, etag: string | undefined; round < 50; round++) {
          const over = etag === undefined ? "absent" : { etag };
          const bodies = Array.from({ length: 20 }, (_, index) => new Uint8Array([round, index]));
          const written = await Promise.all(bodies.map((bytes) => store.put("contended", bytes, over)));
          const won = written.filter((each) => each !== undefined);
          assert.equal(won.length, 1, `round ${round}`);
          [etag] = won;
        }
      });
      await withSandbox({ seed: { network: "us-west-2b" } }, async (sandbox) => {
        await test.step("a workset from end to end, with a cluster of its own", async () => {
          const world = await worldOn(sandbox, other, store);
          await world.drop("single");
          const { out, err } = await world.once("--process-directory single");
          assert.equal(out, "single: complete\n", err);
          assert.deepEqual(await world.sentinels("single"), ["complete", "ready"]);
          assert.deepEqual(world.requests(), [], "the sandbox is asked for no object");
          for (const key of await world.keys()) await world.remove(key);
        });
        await test.step(`a race of ${race.monitors} monitors, ${race.worksets} worksets, seed ${race.seed}`, async () => {
          await raceWorksets(await worldOn(sandbox, other, store), race);
        });
      });
    } finally {
      aws.close();
    }
  }));
