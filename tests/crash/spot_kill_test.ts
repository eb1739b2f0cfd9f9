import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { RequestRecord, Sandbox } from "../support/sandbox.ts";
import { withSandbox } from "../support/sandbox.ts";
import { inventory, runningIn } from "../spot/inventory.ts";
import { spotFolder, usualConfig } from "../spot/spot_here.ts";

const region = "eu-west-1";
const config = usualConfig.replace("total_instances: 3", "total_instances: 2\n  max_zones_per_region: 1")
  .replace(/ {2}us-east-1.*\n/, "").replace(/ {2}us-west-2.*\n/, "");
const repository = fileURLToPath(new URL("../..", import.meta.url));

/** Runs `create` as a process of its own. */
function start({ environment }: Sandbox, folder: string): Deno.ChildProcess {
  return new Deno.Command("deno", {
    args: ["run", "-q", "--no-prompt", "-P=changing", "tasks/spot-deploy.ts", "create"],
    cwd: repository,
    clearEnv: true,
    env: { ...environment, INIT_CWD: folder, NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

/** Kills a creation right after its nth changing request has had its effect. @returns that request; nothing when it ended before */
async function killedAt(sandbox: Sandbox, folder: string, nth: number): Promise<RequestRecord | undefined> {
  const child = start(sandbox, folder);
  const fault = sandbox.faults.add({ kind: "lost", mutating: true, nth, onHit: () => child.kill("SIGKILL") });
  await child.status;
  fault.remove();
  return fault.hits[0];
}

/** What stands, without ids: a network that was made again has others. */
const shapes = (lines: readonly string[]) => lines.map((line) => line.split(" ").slice(0, 2).join(" ")).sort();

Deno.test("T-40 T-41 T-41b R-13: create killed at every changing request; then nuke, and then again resume", async () => {
  await withSandbox({}, async (sandbox) => {
    await sandbox.reset();
    const undisturbed = await spotFolder(sandbox, config);
    assert.equal((await undisturbed.run(["create"])).code, 0);
    const wanted = shapes(await inventory(sandbox, [region]));
    const seen: string[] = [];
    for (let nth = 1;; nth++) {
      await sandbox.reset();
      const spot = await spotFolder(sandbox, config);
      const before = await inventory(sandbox, [region]);
      const request = await killedAt(sandbox, spot.folder, nth);
      if (request === undefined) break;
      seen.push(request.operation);
      const nuked = await spot.run(["nuke", "--force"]);
      assert.equal(nuked.code, 0, `nuke after ${nth} ${request.operation}: ${nuked.err}`);
      assert.deepEqual(await inventory(sandbox, [region]), before, `after ${nth} ${request.operation}`);

      await sandbox.reset();
      const again = await spotFolder(sandbox, config);
      await killedAt(sandbox, again.folder, nth);
      const resumed = await again.run(["create", "--resume"]);
      assert.equal(resumed.code, 0, `resume after ${nth} ${request.operation}: ${resumed.err}`);
      assert.equal((await runningIn(sandbox, [region])).length, 2, `after ${nth} ${request.operation}`);
      assert.deepEqual(shapes(await inventory(sandbox, [region])), wanted, `after ${nth} ${request.operation}`);
      assert.equal(Object.keys((await again.state()).machines).length, 2);
    }
    assert.ok(seen.includes("CreateFleet") && seen.includes("CreateVpc") && seen.includes("CreateTags"), seen.join());
    console.error(`  killed at ${seen.length} requests: ${seen.join(" ")}`);
  });
});
