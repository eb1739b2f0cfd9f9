import assert from "node:assert/strict";
import { rounds } from "../../bench/rounds.ts";
import { withSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

const regions =
  "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2"
    .split(" ");

const config = `aws:
  total_instances: 17
  public_ssh_key_path: key.pub
  allowed_cidrs: [203.0.113.0/24]
  max_zones_per_region: 1
bacalhau: {orchestrators: [nats://orchestrator.example.org:4222], token: t}
regions:
${regions.map((region) => `  ${region}: {machine_type: t3.medium}\n`).join("")}`;

Deno.test("design 9: 17 regions take no more rounds than the slowest one alone, and the same nodes as one after another", async () => {
  await withSandbox({}, async (sandbox) => {
    const side = await spotFolder(sandbox, config);
    assert.equal((await side.run(["create"])).code, 0);
    const log = sandbox.requests();
    // A region's own requests, in the order in which it made them: none of them waits for another region.
    const alone = regions.map((region) => rounds(log.filter((each) => each.region === region)));
    const flights = log.map(({ at }) => log.filter((each) => each.at <= at && (each.until ?? each.at) >= at).length);
    assert.ok(Math.max(...flights) >= 17, `${Math.max(...flights)} in flight at most`);
    assert.equal(log.filter(({ operation }) => operation === "GetCallerIdentity").length, 1);
    const shape = (items: readonly string[]) =>
      items.map((item) =>
        `${/<availabilityZone>(.*?)</.exec(item)?.[1].slice(0, -1)} ${/<instanceType>(.*?)</.exec(item)?.[1]} ${
          [...item.matchAll(/<key>(.*?)</g)].map(([, key]) => key).sort()
        }`
      ).sort();
    const together = shape(await runningIn(sandbox, regions));
    assert.equal(together.length, 17);
    console.error(
      `  rounds of a region alone: ${Math.min(...alone)} to ${Math.max(...alone)}; at most ${
        Math.max(...flights)
      } in flight`,
    );

    await sandbox.reset();
    const one = await spotFolder(sandbox, config);
    assert.equal((await one.run(["create", "--concurrency", "1"])).code, 0);
    assert.deepEqual(shape(await runningIn(sandbox, regions)), together);
    sandbox.clearRequests();
    assert.equal((await one.run(["nuke", "--force"])).code, 0);
    assert.deepEqual(await runningIn(sandbox, regions), []);
  });
});
