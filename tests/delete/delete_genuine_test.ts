import assert from "node:assert/strict";
import { demo } from "../e2e/program.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { triedPcluster } from "../../lib/toolchain/versions.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { counts, swift, worldIn } from "./deletion_world.ts";

for (const version of triedPcluster) {
  const title = `B3, decision 3.47: the genuine pcluster ${version} fails and says why, is asked again, ` +
    "is watched until the cluster is gone, and knows it no more";
  Deno.test(title, () => withSandbox({ settings: swift, pcluster: version }, deletion));
}

async function deletion(sandbox: Sandbox): Promise<void> {
  const env = await installDouble(sandbox, { genuine: "everything" });
  const made = await programHere(demo, { env, clock: hurriedClock() });
  assert.equal(made.code, 0, made.err);
  const { run } = worldIn(sandbox, env);
  const remove = "delete --cluster demo --region us-west-2 --non-interactive --yes --output json";
  sandbox.settings.failDeletion = { reason: "it is in use" };
  const failed = await run(remove);
  assert.equal(failed.code, 2, failed.err);
  assert.match(failed.err, /DAY-PC-006: cluster demo is in DELETE_FAILED\n.*it is in use/);
  sandbox.settings.failDeletion = null;
  const { code, out, err } = await run(remove);
  assert.equal(code, 0, err);
  const deleted: readonly { readonly kind: string }[] = JSON.parse(out).deleted;
  assert.deepEqual(deleted.map(({ kind }) => kind), ["cluster", "file-system"]);
  const { instances, fileSystems, tables, topics, schedules } = await counts(sandbox);
  assert.deepEqual([instances, fileSystems, tables, topics, schedules], [0, 0, 0, 0, 0]);
  const unknown = await run("delete --cluster demo2 --region us-west-2 --yes");
  assert.equal(unknown.code, 1, unknown.err);
  assert.match(unknown.err, /DAY-CLU-001: there is no cluster demo2/);
  // Of a stack that is no cluster it says something else.
  const network = await run("delete --cluster pcluster-vpc-stack-2b --region us-west-2 --yes --include-foreign");
  assert.equal(network.code, 1, network.err);
  assert.match(
    network.err,
    /DAY-CLU-001: the stack pcluster-vpc-stack-2b in us-west-2 .* is not a cluster of this version of pcluster/,
  );
}
