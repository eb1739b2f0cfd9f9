import assert from "node:assert/strict";
import { deletions, type DeletionWorld } from "./deletion_world.ts";

const yes = "delete --cluster demo --region us-west-2 --yes --non-interactive --output json";

const s3 = async ({ calls }: DeletionWorld["sandbox"], method: string, path: string) =>
  await (await calls.send("s3", method, path)).text();

/** The keys of all versions in ParallelCluster's bucket. */
async function versions(
  { sandbox }: DeletionWorld,
): Promise<{ readonly bucket: string; readonly keys: readonly string[] }> {
  const bucket = /parallelcluster-\w+-v1-do-not-delete/.exec(await s3(sandbox, "GET", "/"))?.[0] ?? "";
  const text = await s3(sandbox, "GET", `/${bucket}?versions`);
  return { bucket, keys: [...text.matchAll(/<Key>([^<]*)</g)].map(([, key]) => key) };
}

Deno.test(
  "delete: what ParallelCluster has left in its bucket",
  deletions(async (step) => {
    await step(
      "decision 3.63: after a deletion the audit of the cluster is empty; objects of its neighbours stay",
      async (world) => {
        const { sandbox, run, operations } = world;
        const { bucket, keys } = await versions(world);
        const isOwn = (key: string) => /\/clusters\/demo-[a-z0-9]{16}\//.test(key);
        const own = keys.filter(isOwn);
        assert.ok(own.length > 0, keys.join(" "));
        // Written again, and deleted without naming a version: the older ones stay behind.
        for (const method of ["PUT", "DELETE"]) await s3(sandbox, method, `/${bucket}/${own[0]}`);
        const other = "parallelcluster/3.13.2/clusters/demo-2-0123456789abcdef/configs/cluster-config.yaml";
        await s3(sandbox, "PUT", `/${bucket}/${other}`);
        const before = (await versions(world)).keys;
        sandbox.clearRequests();

        const { code, out, err } = await run(yes);
        assert.equal(code, 0, err);
        assert.deepEqual(JSON.parse(out).left, []);
        assert.ok(operations().length <= 30, operations().join(" "));
        assert.deepEqual((await versions(world)).keys, before.filter((key) => !isOwn(key)));
        const audit = await run("audit --cluster demo --region us-west-2 --output json");
        assert.deepEqual([audit.code, JSON.parse(audit.out).left], [0, []], audit.out);
      },
    );

    await step(
      "what cannot be removed from there is left, exit 2; the same command then removes it",
      async (world) => {
        world.sandbox.settings.denied.push("s3:DeleteObject*");
        const { code, out, err } = await world.run(yes);
        assert.equal(code, 2, err);
        const { left, error } = JSON.parse(out);
        assert.deepEqual([left.map(({ kind }: { readonly kind: string }) => kind), error.code], [
          ["bucket-objects"],
          "DAY-DEL-001",
        ]);
        world.sandbox.settings.denied.length = 0;
        const again = await world.run(yes);
        assert.deepEqual([again.code, JSON.parse(again.out).left], [0, []], again.err);
        assert.doesNotMatch((await versions(world)).keys.join("\n"), /clusters\/demo-/);
      },
    );
  }),
);
