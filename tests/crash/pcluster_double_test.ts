import assert from "node:assert/strict";
import { join } from "node:path";
import { assertEnded, type Cell, freshCell } from "./cell.ts";
import { forgetLogs } from "../support/forget_logs.ts";
import { withSandbox } from "../support/sandbox.ts";
import { stableNames } from "../support/stable_names.ts";
import { worldOf } from "../support/world.ts";
import type { Json } from "../support/world_calls.ts";
import { elements, textAt, xmlTree } from "../support/xml_tree.ts";

/** What a program answered: exit code and standard output. */
type Said = { readonly code: number; readonly answer: Json };

/** Everything that a use of the program shows: what it said, and what stood in the account afterwards. */
type Life = { readonly said: Readonly<Record<string, Said>>; readonly seen: Readonly<Record<string, Json>> };

const region = ["--region", "us-west-2"];
const named = ["-n", "demo", ...region];

/** Takes a program through everything that this product has it do. */
async function lifeOf(which: "double" | "genuine"): Promise<Life> {
  return await withSandbox({}, async (sandbox) => {
    const cell = await freshCell(sandbox);
    const file = await clusterFile(cell);
    const environment = which === "double" ? cell.environment : sandbox.environment;
    const run = (...args: string[]) => say(environment, args);
    const create = ["create-cluster", "-n", "demo", "-c", file, ...region];
    const dryRun = [...create.slice(0, 5), "--dryrun", "true", ...region];
    const said: Record<string, Said> = await absent(run);
    said.dryRun = await run(...dryRun);
    said.create = await run(...create);
    Object.assign(said, await standing(run));
    said.dryRunOfExisting = await run(...dryRun);
    const created = await pictureOf(cell, file, said.describe);
    said.delete = await run("delete-cluster", ...named);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await forgetLogs(cell.sandbox);
    said.describeDeleted = await run("describe-cluster", ...named, "--query", "clusterStatus");
    cell.sandbox.faults.add({ service: "cloudformation", operation: "CreateStack", kind: "lost" });
    said.createWithLostAnswer = await run(...create);
    said.describeAfterIt = await run("describe-cluster", ...named);
    const robbed = await pictureOf(cell, file, said.describeAfterIt);
    return { said, seen: { created, robbed } };
  });
}

/** A network, and the cluster file that a creation renders for it. */
async function clusterFile(cell: Cell): Promise<string> {
  assertEnded(await cell.create({ DAY_BREAK: "1" }).ended, 0);
  const folder = join(cell.sandbox.home, ".config", "daylily");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return join(folder, names.find((name) => /_cluster_\d+\.yaml$/.test(name)) ?? "none");
}

async function say(environment: Readonly<Record<string, string>>, args: readonly string[]): Promise<Said> {
  const { code, stdout } = await new Deno.Command("pcluster", {
    args: [...args],
    clearEnv: true,
    env: { ...environment },
    stderr: "null",
  }).output();
  return { code, answer: JSON.parse(new TextDecoder().decode(stdout)) as Json };
}

type Run = (...args: string[]) => Promise<Said>;

/** What it says where there is no cluster. */
async function absent(run: Run): Promise<Record<string, Said>> {
  const [version, list, describe, status, instances, remove] = await Promise.all([
    run("version"),
    run("list-clusters", ...region),
    run("describe-cluster", ...named),
    run("describe-cluster", ...named, "--query", "clusterStatus"),
    run("describe-cluster-instances", ...named, "--node-type", "HeadNode"),
    run("delete-cluster", ...named),
  ]);
  return {
    version,
    listOfNone: list,
    describeAbsent: describe,
    statusOfAbsent: status,
    instancesOfAbsent: instances,
    deleteAbsent: remove,
  };
}

/** What it says of a cluster that stands. */
async function standing(run: Run): Promise<Record<string, Said>> {
  const [list, describe, status, instances] = await Promise.all([
    run("list-clusters", ...region),
    run("describe-cluster", ...named),
    run("describe-cluster", ...named, "--query", "clusterStatus"),
    run("describe-cluster-instances", ...named, "--node-type", "HeadNode"),
  ]);
  return { list, describe, status, instances };
}

/** What is left in the account, as far as this product or its audit reads it. */
async function pictureOf(cell: Cell, file: string, { answer }: Said): Promise<Json> {
  const { parts } = await worldOf(cell.sandbox);
  const stack = listOf(parts.stacks).find((each) =>
    each.StackName === "demo" && each.StackStatus === "CREATE_COMPLETE"
  );
  const [fileSystem] = listOf(parts.fileSystems);
  const address = (answer as { clusterConfiguration: { url: string } }).clusterConfiguration.url;
  const configuration = await fetch(address);
  const text = await configuration.text();
  return {
    tags: stack?.Tags ?? null,
    capabilities: stack?.Capabilities ?? null,
    rollback: stack?.DisableRollback ?? null,
    outputs: listOf(stack?.Outputs).map(({ OutputKey }) => OutputKey),
    parameters: listOf(stack?.Parameters).filter(({ ParameterKey }) => read.has(String(ParameterKey))),
    instances: parts.instances,
    tables: parts.tables,
    fileSystem: [fileSystem.StorageCapacity, fileSystem.SubnetIds, fileSystem.Tags, fileSystem.FileSystemType],
    objects: (await objectsOf(cell)).filter((key) => !/assets|artifacts\.zip|implied|instance-types/.test(key)),
    configuration: [configuration.status, configuration.ok && text === await Deno.readTextFile(file)],
  };
}

/** The parameters by which a cluster's configuration is found. */
const read = new Set(["ArtifactS3RootDirectory", "ResourcesS3Bucket", "Scheduler", "ClusterUser", "ClusterDNSDomain"]);

function listOf(value: Json | undefined): readonly Record<string, Json>[] {
  return Array.isArray(value) ? value as Record<string, Json>[] : [];
}

/** Keys in the bucket of `pcluster`. */
async function objectsOf({ sandbox }: Cell): Promise<string[]> {
  const xml = async (path: string) => xmlTree(await (await sandbox.calls.send("s3", "GET", path)).text());
  const buckets = elements(await xml("/"), "ListAllMyBucketsResult", "Buckets", "Bucket");
  const own = buckets.map((bucket) => textAt(bucket, "Name")).filter((name) => name.startsWith("parallelcluster-"));
  const lists = await Promise.all(own.map(async (bucket) => {
    const objects = elements(await xml(`/${bucket}?list-type=2`), "ListBucketResult", "Contents");
    return objects.map((object) => `${bucket}/${textAt(object, "Key")}`);
  }));
  return lists.flat();
}

/** With stable names; the texts of validation messages and the signature of an address are nobody's concern. */
function comparable(life: Life): Json {
  const text = JSON.stringify(life, (key, value) => {
    if (key === "validationMessages") return Object.keys(value[0]).sort();
    return key === "url" ? value.replace(/\?.*/, "") : value;
  });
  return stableNames().inValue(JSON.parse(text) as Json);
}

Deno.test("design 8: the double of pcluster says and does what the genuine one does", async () => {
  const [genuine, double] = await Promise.all([lifeOf("genuine"), lifeOf("double")]);
  assert.deepEqual(comparable(double), comparable(genuine));
});
