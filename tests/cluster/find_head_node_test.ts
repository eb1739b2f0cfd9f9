import assert from "node:assert/strict";
import { join } from "node:path";
import { findHeadNode } from "../../lib/cluster/headnode/find_head_node.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { runWorld } from "./run_world.ts";

/** The error of looking for the head node of a cluster that `pcluster` describes so. */
async function errorWith(description: object): Promise<DayError> {
  let told: unknown;
  await inTemporaryFolder(async (folder) => {
    const { deps } = runWorld(folder);
    const pem = join(folder, "k.pem");
    await Deno.writeTextFile(pem, "key", { mode: 0o400 });
    const processes: typeof deps.processes = {
      ...deps.processes,
      which: (program) => Promise.resolve(`/usr/bin/${program}`),
      run: () =>
        Promise.resolve({
          code: 0,
          stdout: JSON.stringify({ clusterStatus: "CREATE_COMPLETE", ...description }),
          stderr: "",
        }),
    };
    const aws = { ...deps.aws, childVariables: () => Promise.resolve({}) };
    const finding = findHeadNode({ ...deps, aws, processes }, "demo", [], { pem, via: "ssh" });
    told = await finding.then(() => undefined, (error) => error);
  });
  return told as DayError;
}

Deno.test("headnode A2: a head node that ParallelCluster does not tell of is not said to lack an address", async () => {
  const unseen = await errorWith({});
  assert.deepEqual([unseen.code, unseen.exitCode], ["DAY-HEAD-003", 2]);
  assert.match(unseen.message, /^ParallelCluster finds no head node of cluster demo, CREATE_COMPLETE$/);
  assert.match(unseen.fix, /ec2:DescribeInstances/);
  const inside = await errorWith({ headNode: { instanceId: "i-0123456789abcdef0" } });
  assert.match(inside.message, /the head node of cluster demo, CREATE_COMPLETE, has no public address/);
});
