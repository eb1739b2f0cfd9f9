/**
 * Checks spot-deploy against a live account: one small arm64 node and one small x86_64 node in one region, each asked by SSH for its
 * machine, and then everything removed again. It costs money, a few cents at most; it is no part of the tests and cannot run without an
 * account: the sandbox's nodes take no login.
 *
 * `deno task spot:live --profile NAME [--region us-east-1] --yes-spend`
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { denoRun } from "../lib/host/own_command.ts";
import { reasonOf } from "../lib/host/errors/reason_of.ts";
import { rowOf } from "../tasks/tasks.ts";
import { $ } from "./shell.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
const usdPerHour = "0.05";
const nodes = [["t4g.nano", "aarch64"], ["t3.nano", "x86_64"]] as const;

/** What marks the things of this run alone, so that its removal finds nothing else. */
const mark = `spot-live-${crypto.randomUUID().slice(0, 8)}`;

function configOf(region: string, type: string): string {
  return `aws:
  total_instances: 1
  username: live
  public_ssh_key_path: key.pub
  private_ssh_key_path: key
  instance_storage_gb: 8
  max_zones_per_region: 3
  ttl: 1h
  tags: {filter_tag_value: ${mark}, vpc_name: ${mark}}
bacalhau: {orchestrators: [nats://127.0.0.1:4222], token: none}
regions:
  ${region}: {machine_type: ${type}, node_count: 1}
`;
}

/** A person agrees by the flag, or by a word at a terminal; nobody else does. */
function agrees(flag: boolean): boolean {
  if (flag) return true;
  return Deno.stdin.isTerminal() && prompt("This costs money. Type SPEND to go on:") === "SPEND";
}

async function main(argv: readonly string[]): Promise<number> {
  const options = {
    profile: { type: "string" },
    region: { type: "string", default: "us-east-1" },
    "yes-spend": { type: "boolean", default: false },
  } as const;
  const { values: { profile, region, "yes-spend": yes } } = parseArgs({ args: [...argv], options });
  if (profile === undefined) {
    console.error("name the account's profile with --profile NAME");
    return 1;
  }
  console.error(
    `launches ${nodes.map(([type]) => type).join(" and ")} on Spot in ${region} with profile ${profile}, at most ` +
      `$${usdPerHour} per hour each, and removes them again; everything carries the tag ManagedBy=${mark}`,
  );
  if (!agrees(yes)) {
    console.error("nothing was launched: this costs money and needs --yes-spend");
    return 1;
  }
  return await check(profile, region);
}

async function check(profile: string, region: string): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "spot-live-" });
  const spot = (...words: readonly string[]) => {
    const argv = [...denoRun(rowOf("spot-deploy")), "tasks/spot-deploy.ts", ...words, "--profile", profile];
    return $`${argv}`.cwd(repository).env("INIT_CWD", folder);
  };
  const failed: string[] = [];
  try {
    await $`ssh-keygen -q -t ed25519 -N ${""} -f ${join(folder, "key")}`;
    for (const [type, machine] of nodes) {
      await Deno.writeTextFile(join(folder, "config.yaml"), configOf(region, type));
      await spot("create", "--add", "--wait", "ssh", "--max-hourly-cost", usdPerHour, "--non-interactive");
      const seen = await machineOf(folder, type);
      console.error(`${type}: ${seen}`);
      if (seen !== machine) failed.push(`${type} is ${seen}, not ${machine}`);
    }
  } catch (error) {
    failed.push(reasonOf(error));
  } finally {
    // Twice: the second one has to find nothing.
    await spot("nuke", "--force", "--region", region).noThrow();
    const left = await spot("nuke", "--force", "--region", region, "--output", "json").noThrow().text();
    const { success, data: { found } } = JSON.parse(left);
    if (!success || found.length > 0) failed.push(`look at ManagedBy=${mark} in ${region}: ${JSON.stringify(found)}`);
  }
  await Deno.remove(folder, { recursive: true });
  for (const why of failed) console.error(`failed: ${why}`);
  if (failed.length === 0) console.error("both nodes were what they should be, and nothing is left");
  return failed.length === 0 ? 0 : 1;
}

/** What the kernel of the node of that type says it runs on. */
async function machineOf(folder: string, type: string): Promise<string> {
  const { machines } = JSON.parse(await Deno.readTextFile(join(folder, "MACHINES.json")));
  const nodes = Object.values(machines) as readonly { readonly instance_type: string; readonly public_ip: string }[];
  const address = nodes.find(({ instance_type }) => instance_type === type)?.public_ip ?? "";
  const options = ["-o", "StrictHostKeyChecking=no", "-o", `UserKnownHostsFile=${join(folder, "known_hosts")}`];
  // The login is made by cloud-init a while after the port is open.
  for (let attempt = 1;; attempt++) {
    const { code, stdout } = await $`ssh -i ${join(folder, "key")} ${options} live@${address} uname -m`.noThrow()
      .stdout("piped");
    if (code === 0) return stdout.trim();
    if (attempt === 20) throw new Error(`${type} at ${address} takes no login`);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
