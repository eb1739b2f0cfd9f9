import { denoRun } from "../lib/host/own_command.ts";
import { rowOf } from "../tasks/tasks.ts";
import type { RequestRecord, Sandbox } from "../tests/support/sandbox.ts";
import { measure } from "./measure.ts";
import { rounds } from "./rounds.ts";

const regions =
  "ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2"
    .split(" ");

function configOf(some: readonly string[]): string {
  return `aws:
  total_instances: ${some.length}
  public_ssh_key_path: key.pub
  allowed_cidrs: [203.0.113.0/24]
  max_zones_per_region: 1
bacalhau: {orchestrators: [nats://orchestrator.example.org:4222], token: t}
regions:
${some.map((region) => `  ${region}: {machine_type: t3.medium}\n`).join("")}`;
}

function inFlight(log: readonly RequestRecord[]): number {
  return Math.max(...log.map(({ at }) => log.filter((each) => each.at <= at && (each.until ?? each.at) >= at).length));
}

/** What `spot-deploy create` and `nuke` take in 17 regions, 50 ms a request, beside one region alone. */
export async function spotRows(
  sandbox: Sandbox,
  root: string,
): Promise<readonly (readonly [string, string, string])[]> {
  const folder = await Deno.makeTempDir({ prefix: "dayctl-bench-spot-" });
  const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHZvb3IgZGUgdGVzdHMgaXMgZGl0IGdlbm9lZw alice@example.org\n";
  await Deno.writeTextFile(`${folder}/key.pub`, key);
  const run = async (some: readonly string[], ...words: readonly string[]) => {
    await Deno.writeTextFile(`${folder}/config.yaml`, configOf(some));
    sandbox.clearRequests();
    const argv = [
      ...denoRun(rowOf("spot-deploy")),
      `--config=${root}deno.json`,
      `${root}tasks/spot-deploy.ts`,
      ...words,
    ];
    const { code, milliseconds } = await measure(argv, { ...sandbox.environment, INIT_CWD: folder });
    if (code !== 0) throw new Error(`spot-deploy ${words.join(" ")} ended with exit code ${code}`);
    const log = sandbox.requests();
    return {
      count: log.length,
      rounds: rounds(log),
      inFlight: inFlight(log),
      seconds: (milliseconds / 1000).toFixed(1),
    };
  };
  const both = async (some: readonly string[]) => {
    return { create: await run(some, "create"), nuke: await run(some, "nuke", "--force") };
  };
  sandbox.settings.latency = 50;
  const [alone, all] = [await both(["us-west-2"]), await both(regions)];
  sandbox.settings.latency = 0;
  await Deno.remove(folder, { recursive: true });
  return (["create", "nuke"] as const).flatMap((name) => [
    [
      `\`spot-deploy ${name}\`, 17 regions, 50 ms a request: dependent rounds`,
      `${all[name].rounds}; one region alone ${alone[name].rounds}`,
      "as one region",
    ] as const,
    ["likewise: requests, and in flight at most", `${all[name].count}, ${all[name].inFlight}`, "—"] as const,
    ["likewise: time on a clock", `${all[name].seconds} s; one region alone ${alone[name].seconds} s`, "—"] as const,
  ]);
}
