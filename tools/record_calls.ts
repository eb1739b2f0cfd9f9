import { join } from "node:path";
import { imageConfig } from "../lib/image/image_config.ts";
import { type TriedPcluster, triedPcluster } from "../lib/toolchain/versions.ts";
import { demo, runProgram } from "../tests/e2e/program.ts";
import { swift } from "../tests/e2e/requests.ts";
import { synthesisedTypes } from "../tests/support/synthesised_types.ts";
import { type RequestRecord, type Sandbox, sandboxRegion, withSandbox } from "../tests/support/sandbox.ts";

/** IAM actions by the command that asked for them, and the types of resources in the templates that `pcluster` has made. */
type Recorded = {
  readonly calls: Readonly<Record<string, readonly string[]>>;
  readonly types: readonly string[];
  readonly imageTypes: readonly string[];
};

/**
 * Runs the genuine programs through the life of a cluster in the sandbox and notes which IAM actions each of their commands needs:
 * `pcluster` also where its creation is refused, so that it takes back its files.
 */
async function recordCalls(pcluster: TriedPcluster): Promise<Recorded> {
  let recorded: Recorded = { calls: {}, types: [], imageTypes: [] };
  await withSandbox({ settings: swift, pcluster }, async (sandbox) => {
    const made = await runProgram(sandbox.environment, ...demo);
    if (made.code !== 0) throw new Error(made.err);
    const types = await synthesisedTypes(sandbox);
    const reference = actionsOfCaller(sandbox, "cli");
    const region = ["--region", sandboxRegion];
    const see = await asked(sandbox, "describe-cluster", "-n", "demo", ...region);
    const node = ["--node-type", "HeadNode"];
    const instances = await asked(sandbox, "describe-cluster-instances", "-n", "demo", ...region, ...node);
    const remove = await asked(sandbox, "delete-cluster", "-n", "demo", ...region);

    const file = join(sandbox.home, "cluster.yaml");
    await Deno.copyFile(await clusterFile(sandbox), file);
    const create = ["create-cluster", "-n", "other", "-c", file, ...region];
    const dryRun = await asked(sandbox, ...create, "--dryrun", "true");
    sandbox.faults.add({ kind: "deny", service: "cloudformation", operation: "CreateStack", times: "all" });
    await emptied(sandbox);
    const refused = await asked(sandbox, ...create);
    sandbox.faults.clear();
    const accepted = await asked(sandbox, ...create);
    const image = await imageCalls(sandbox);
    const calls = {
      ...image.calls,
      "daylily-omics-references verify": reference,
      "pcluster create-cluster": union([dryRun, refused, accepted]),
      "pcluster delete-cluster": remove,
      "pcluster describe-cluster": see,
      "pcluster describe-cluster-instances": instances,
    };
    recorded = { calls, types, imageTypes: image.types };
  });
  return recorded;
}

/** What the commands about images ask for: a dry run, a build that is refused and one that is not, and the lists. */
async function imageCalls(sandbox: Sandbox): Promise<Pick<Recorded, "calls" | "types">> {
  const region = ["--region", sandboxRegion];
  const args = ["list-official-images", "--os", "ubuntu2204", "--architecture", "x86_64", ...region];
  const official = await asked(sandbox, ...args);
  const { stdout } = await new Deno.Command("pcluster", { args, env: sandbox.environment, clearEnv: true }).output();
  const [{ amiId: parent }] = JSON.parse(new TextDecoder().decode(stdout)).images;
  const bucket = "sandbox-omics-analysis-us-west-2";
  const file = join(sandbox.home, "image.yaml");
  const script = "post_install_ubuntu_combined.sh";
  await Deno.writeTextFile(file, imageConfig({ region: sandboxRegion, bucket, script, parent }));
  const build = ["build-image", "-i", "image", "-c", file, ...region];
  const dryRun = await asked(sandbox, ...build, "--dryrun", "true");
  sandbox.faults.add({ kind: "deny", service: "cloudformation", operation: "CreateStack", times: "all" });
  await emptied(sandbox);
  const refused = await asked(sandbox, ...build);
  sandbox.faults.clear();
  const accepted = await asked(sandbox, ...build);
  const types = await synthesisedTypes(sandbox);
  const lists = [];
  for (const state of ["AVAILABLE", "PENDING", "FAILED"]) {
    lists.push(await asked(sandbox, "list-images", "--image-status", state, ...region));
  }
  return {
    calls: {
      "pcluster build-image": union([dryRun, refused, accepted]),
      "pcluster list-images": union(lists),
      "pcluster list-official-images": official,
    },
    types,
  };
}

async function asked({ environment, ...sandbox }: Sandbox, ...args: readonly string[]): Promise<readonly string[]> {
  sandbox.clearRequests();
  await new Deno.Command("pcluster", { args: [...args], env: environment, clearEnv: true }).output();
  return actionsOfCaller(sandbox, "pcluster");
}

/** Nothing that `pcluster` keeps in the account stands, so that it has to make its bucket again. */
async function emptied({ calls }: Sandbox): Promise<void> {
  const list = await (await calls.send("s3", "GET", "/")).text();
  const bucket = /<Name>(parallelcluster-[^<]*)</.exec(list)?.[1] ?? "";
  const versions = await (await calls.send("s3", "GET", `/${bucket}?versions`)).text();
  for (const [, key, id] of versions.matchAll(/<Key>([^<]*)<\/Key>\s*<VersionId>([^<]*)</g)) {
    await (await calls.send("s3", "DELETE", `/${bucket}/${key}?versionId=${id}`)).body?.cancel();
  }
  await (await calls.send("s3", "DELETE", `/${bucket}`)).body?.cancel();
}

async function clusterFile({ home }: Sandbox): Promise<string> {
  const folder = join(home, ".config", "daylily");
  for await (const { name } of Deno.readDir(folder)) {
    if (/^demo_cluster_\d+\.yaml$/.test(name)) return join(folder, name);
  }
  throw new Error(`no cluster file in ${folder}`);
}

function actionsOfCaller({ requests }: Pick<Sandbox, "requests">, caller: RequestRecord["caller"]): readonly string[] {
  return union(requests().filter((one) => one.caller === caller).map(({ actions }) => actions));
}

function union(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}

function recordedText(all: readonly Recorded[]): string {
  const list = (lines: readonly string[], indent: string) => {
    return `[\n${lines.map((line) => `${indent}  ${JSON.stringify(line)},\n`).join("")}${indent}]`;
  };
  const rows = Object.keys(all[0].calls).map((command) =>
    `  ${JSON.stringify(command)}: ${list(union(all.map(({ calls }) => calls[command] ?? [])), "  ")},\n`
  );
  const versions = triedPcluster.join(" and ");
  return `/** The IAM actions that the genuine programs need, by command; \`deno task record:calls\` writes this file. */
export const recordedCalls: Readonly<Record<string, readonly string[]>> = {
${rows.join("")}};

/** Types of resources in the stacks that \`pcluster\` ${versions} makes of the shipped cluster template. */
export const recordedTypes: readonly string[] = ${list(union(all.map(({ types }) => types)), "")};

/** Types of resources in the stacks that it builds an image with. */
export const recordedImageTypes: readonly string[] = ${list(union(all.map(({ imageTypes }) => imageTypes)), "")};
`;
}

/** Writes the table of recorded calls again. */
if (import.meta.main) {
  const all = [];
  for (const version of triedPcluster) all.push(await recordCalls(version));
  const path = new URL("../lib/infra/policies/recorded_calls.ts", import.meta.url);
  await Deno.writeTextFile(path, recordedText(all));
}
