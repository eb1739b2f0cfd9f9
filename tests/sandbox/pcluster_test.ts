import assert from "node:assert/strict";
import { parseTemplate } from "../../lib/sandbox/front/stacks/template.ts";
import { blockedRuntimes, judgePcluster, type TriedPcluster, triedPcluster } from "../../lib/toolchain/versions.ts";
import { fixtureF, type Sandbox, withSandbox } from "../support/sandbox.ts";
import { child } from "./child.ts";
import { clusterYaml } from "./cluster_yaml.ts";

/** What the genuine program writes, of which tests look at these parts. */
type Answer = {
  readonly message?: string;
  readonly clusterStatus?: string;
  readonly cloudFormationStackStatus?: string;
  readonly computeFleetStatus?: string;
  readonly version?: string;
  readonly cluster?: { readonly clusterStatus: string };
  readonly clusterConfiguration?: { readonly url: string };
  readonly headNode?: { readonly publicIpAddress: string; readonly state: string };
  readonly failures?: readonly { readonly failureCode: string }[];
  readonly instances?: readonly { readonly nodeType: string; readonly publicIpAddress: string }[];
  readonly clusters?: readonly { readonly clusterName: string }[];
  readonly events?: readonly { readonly resourceType: string; readonly resourceStatus: string }[];
};

async function pcluster(sandbox: Sandbox, command: string, ...more: readonly string[]) {
  const argv = ["pcluster", command, ...(command === "list-clusters" ? [] : ["-n", "tc1"]), "--region", "us-west-2"];
  const { code, stdout, stderr } = await child(sandbox, [...argv, ...more]);
  return { code, answer: (stdout === "" ? { message: stderr } : JSON.parse(stdout)) as Answer };
}

/** A file for the cluster `tc1` in the world's own network. */
async function clusterFile(sandbox: Sandbox): Promise<string> {
  const [publicSubnet, privateSubnet] = [...(await sandbox.calls.query("ec2", "DescribeSubnets", {
    "Filter.1.Name": "tag-key",
    "Filter.1.Value.1": "Name",
  })).matchAll(/<subnetId>([^<]*)</g)].map(([, id]) => id);
  const path = `${sandbox.home}/cluster.yaml`;
  const names = { name: "tc1", bucket: "x-omics-analysis-us-west-2", key: "omics-k" };
  await Deno.writeTextFile(path, clusterYaml({ ...names, publicSubnet, privateSubnet }));
  return path;
}

const slow = { secondsOfCreation: 600, secondsOfDeletion: 600 };

for (const version of triedPcluster) {
  Deno.test(`decision 3.47: the genuine pcluster ${version}: dry run, creation, look, deletion`, (test) =>
    withSandbox({ seed: fixtureF, settings: slow, pcluster: version }, (sandbox) => life(test, sandbox, version)));
}

async function life(test: Deno.TestContext, sandbox: Sandbox, version: TriedPcluster): Promise<void> {
  const file = await clusterFile(sandbox);
  const dry = await pcluster(sandbox, "create-cluster", "-c", file, "--dryrun", "true");
  assert.deepEqual([dry.code, dry.answer.message], [1, "Request would have succeeded, but DryRun flag is set."]);
  assert.equal(sandbox.requests().filter(({ mutating }) => mutating).length, 0);
  assert.deepEqual([...new Set(sandbox.requests().map(({ caller }) => caller))], ["pcluster"]);

  const create = await pcluster(sandbox, "create-cluster", "-c", file);
  assert.equal(create.answer.cluster?.clusterStatus, "CREATE_IN_PROGRESS", create.answer.message);
  await test.step("the Lambda functions of its stack", async () => {
    const blocked = (await lambdaRuntimes(sandbox)).filter((runtime) => blockedRuntimes.includes(runtime));
    // A version whose creation AWS refuses is one that preflight warns of, and no other.
    assert.deepEqual([...new Set(blocked)], version === "3.13.2" ? ["python3.9"] : []);
    assert.equal(judgePcluster(version).status, blocked.length === 0 ? "PASS" : "WARN");
  });
  const early = (await pcluster(sandbox, "get-cluster-stack-events")).answer.events ?? [];
  assert.ok(
    early.length > 0 && early.every(({ resourceType }) => resourceType !== "AWS::CloudFormation::WaitCondition"),
  );

  sandbox.passTime(600);
  const seen = (await pcluster(sandbox, "describe-cluster")).answer;
  assert.equal(seen.clusterStatus, "CREATE_COMPLETE");
  assert.equal(seen.computeFleetStatus, "RUNNING");
  assert.deepEqual([seen.headNode?.publicIpAddress, seen.headNode?.state], ["127.0.0.1", "running"]);
  assert.deepEqual([seen.version, await headNodeMarks(sandbox)], [
    version,
    { image: version, version, attributes: `ubuntu2204, slurm, ${version}, x86_64` },
  ]);
  const configuration = await fetch(seen.clusterConfiguration?.url ?? "");
  assert.equal(await configuration.text(), await Deno.readTextFile(file));
  const { answer: list } = await pcluster(sandbox, "list-clusters");
  assert.deepEqual(list.clusters?.map(({ clusterName }) => clusterName), ["tc1"]);
  const { answer: nodes } = await pcluster(sandbox, "describe-cluster-instances");
  assert.deepEqual(nodes.instances?.map(({ nodeType, publicIpAddress }) => [nodeType, publicIpAddress]), [
    ["HeadNode", "127.0.0.1"],
  ]);

  const removal = await pcluster(sandbox, "delete-cluster");
  assert.equal(removal.answer.cluster?.clusterStatus, "DELETE_IN_PROGRESS", removal.answer.message);
  sandbox.passTime(600);
  const after = await pcluster(sandbox, "describe-cluster");
  assert.deepEqual([after.code, /does not exist/.test(after.answer.message ?? "")], [1, true]);
  assert.deepEqual(await remains(sandbox), { running: 0, fileSystems: 0, tables: 0, interfaces: 0, logGroups: 3 });
}

Deno.test("the genuine pcluster tells why a creation failed, and its rollback leaves nothing", () =>
  withSandbox({ seed: fixtureF, settings: { secondsOfCreation: 600, secondsOfDeletion: 3_600 } }, async (sandbox) => {
    sandbox.settings.failCreation = { reason: "Failed to run chef recipe aws-parallelcluster-slurm::config" };
    const create = await pcluster(sandbox, "create-cluster", "-c", await clusterFile(sandbox));
    assert.equal(create.answer.cluster?.clusterStatus, "CREATE_IN_PROGRESS", create.answer.message);
    sandbox.passTime(600);
    const { answer: seen } = await pcluster(sandbox, "describe-cluster");
    assert.deepEqual([seen.clusterStatus, seen.failures?.[0].failureCode], [
      "CREATE_FAILED",
      "HeadNodeBootstrapFailure",
    ]);
    sandbox.passTime(3_600);
    assert.equal((await pcluster(sandbox, "describe-cluster")).answer.cloudFormationStackStatus, "ROLLBACK_COMPLETE");
    assert.deepEqual(await remains(sandbox), { running: 0, fileSystems: 0, tables: 0, interfaces: 0, logGroups: 3 });
    assert.equal((await pcluster(sandbox, "delete-cluster")).answer.cluster?.clusterStatus, "DELETE_IN_PROGRESS");
  }));

/** The runtimes of all functions in the template that `CreateStack` pointed to, and in the templates of the stacks within. */
async function lambdaRuntimes({ calls, requests }: Sandbox): Promise<readonly string[]> {
  const address = requests().find(({ operation }) => operation === "CreateStack")?.parameters.TemplateURL;
  const { hostname, pathname } = new URL(String(address));
  const bucket = hostname.split(".")[0];
  const read = async (path: string) => await (await calls.send("s3", "GET", `/${bucket}${path}`)).text();
  const list = await read("?list-type=2");
  const keys = [...list.matchAll(/<Key>([^<]*\/(?:assets|templates)\/[^<]*)</g)].map(([, key]) => `/${key}`);
  const texts = await Promise.all(keys.map(read));
  const templates = texts.map((text) => parseTemplate(text).resources).filter((resources) => resources.length > 0);
  const main = parseTemplate(await read(pathname)).resources;
  assert.ok(main.some(({ type }) => type === "AWS::Lambda::Function"));
  const within = main.filter(({ type }) => type === "AWS::CloudFormation::Stack");
  assert.equal(templates.length, 1 + within.length, keys.join());
  return templates.flat().filter(({ type }) => type === "AWS::Lambda::Function")
    .map(({ properties }) => String(properties.Runtime));
}

/** What tells the version of the head node. */
async function headNodeMarks({ calls }: Sandbox) {
  const node = await calls.query("ec2", "DescribeInstances");
  const tag = (key: string) => new RegExp(`<key>parallelcluster:${key}</key>\\s*<value>([^<]*)`).exec(node)?.[1];
  const id = /<imageId>([^<]*)/.exec(node)?.[1] ?? "";
  const image = await calls.query("ec2", "DescribeImages", { "ImageId.1": id });
  return {
    image: /aws-parallelcluster-([^-]+)-/.exec(image)?.[1],
    version: tag("version"),
    attributes: tag("attributes"),
  };
}

async function remains({ calls }: Sandbox) {
  const json = async (service: string, target: string) => JSON.stringify(await calls.json(service, target, {}));
  const count = (text: string, part: string) => text.split(part).length - 1;
  return {
    running: count(await calls.query("ec2", "DescribeInstances"), "<name>running</name>"),
    fileSystems: count(await json("fsx", "AWSSimbaAPIService_v20180301.DescribeFileSystems"), '"FileSystemId"'),
    tables: count(await json("dynamodb", "DynamoDB_20120810.ListTables"), "parallelcluster-"),
    interfaces: count(await calls.query("ec2", "DescribeNetworkInterfaces"), "Primary network interface"),
    logGroups: count(await json("logs", "Logs_20140328.DescribeLogGroups"), '"logGroupName"'),
  };
}
