import assert from "node:assert/strict";
import { rounds } from "../../bench/rounds.ts";
import { type RequestRecord, type Sandbox, withSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { type SpotFolder, spotFolder } from "./spot_here.ts";

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

const nuke = ["nuke", "--force"];

/** What an operation has asked for: how many dependent rounds, and how many requests were on the wire at once. */
function measured(log: readonly RequestRecord[]) {
  const flights = log.map(({ at }) => log.filter((each) => each.at <= at && (each.until ?? each.at) >= at).length);
  return { rounds: rounds(log), inFlight: Math.max(...flights) };
}

/** Runs a command, and measures it. */
async function asked(sandbox: Sandbox, spot: SpotFolder, argv: readonly string[]) {
  sandbox.clearRequests();
  const { code, err } = await spot.run(argv);
  assert.equal(code, 0, err);
  return { log: sandbox.requests(), ...measured(sandbox.requests()) };
}

/** Where each instance runs, of which type, with which tags. */
function shapes(items: readonly string[]): readonly string[] {
  return items.map((item) => {
    const [, zone] = /<availabilityZone>(.*?)</.exec(item) ?? [];
    const [, type] = /<instanceType>(.*?)</.exec(item) ?? [];
    return `${zone?.slice(0, -1)} ${type} ${[...item.matchAll(/<key>(.*?)</g)].map(([, key]) => key).sort()}`;
  }).sort();
}

Deno.test("design 9: 17 regions take no more rounds than one alone, and give the same nodes as one after another; nuke likewise", async () => {
  await withSandbox({}, async (sandbox) => {
    sandbox.settings.latency = 50;
    const single = await spotFolder(
      sandbox,
      config.replace("17", "1").replace(/ {2}(?!us-west-2|aws).*t3\.medium}\n/g, ""),
    );
    const alone = { create: await asked(sandbox, single, ["create"]), nuke: await asked(sandbox, single, nuke) };

    await sandbox.reset();
    sandbox.settings.latency = 50;
    const many = await spotFolder(sandbox, config);
    const create = await asked(sandbox, many, ["create"]);
    const together = shapes(await runningIn(sandbox, regions));
    assert.equal(together.length, 17);
    const removed = await asked(sandbox, many, nuke);
    assert.deepEqual(await runningIn(sandbox, regions), []);
    for (const [name, all, one] of [["create", create, alone.create], ["nuke", removed, alone.nuke]] as const) {
      console.error(`  ${name}: ${all.rounds} rounds, ${one.rounds} for one region; ${all.inFlight} in flight at most`);
      assert.ok(all.rounds <= one.rounds, `${name}: ${all.rounds} rounds, one region alone takes ${one.rounds}`);
      assert.ok(all.inFlight >= 17, `${name}: ${all.inFlight} in flight at most`);
      assert.equal(all.log.filter(({ operation }) => operation === "GetCallerIdentity").length, 1, name);
    }

    await sandbox.reset();
    const one = await spotFolder(sandbox, config);
    const slow = await asked(sandbox, one, ["create", "--concurrency", "1"]);
    assert.ok(slow.rounds > create.rounds * 4, `${slow.rounds} rounds one after another`);
    assert.deepEqual(shapes(await runningIn(sandbox, regions)), together);
  });
});
