import { parse } from "yaml";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import { type DoubleCalls, doubleCalls, ServiceError } from "./double_calls.ts";
import { type Artifacts, doubleTemplate } from "./double_template.ts";
import { elements, textAt, type XmlTree } from "./xml_tree.ts";

/** What a cluster file says, as far as it shows outside. */
export type ClusterFile = {
  readonly HeadNode: {
    readonly InstanceType: string;
    readonly Networking: { readonly SubnetId: string };
    readonly Ssh: { readonly KeyName: string };
    readonly LocalStorage: {
      readonly RootVolume: {
        readonly Size: number;
        readonly VolumeType: string;
        readonly DeleteOnTermination: boolean;
      };
    };
  };
  readonly Scheduling: {
    readonly SlurmQueues: readonly { readonly Networking: { readonly SubnetIds: readonly string[] } }[];
  };
  readonly SharedStorage: readonly {
    readonly Name: string;
    readonly FsxLustreSettings: {
      readonly StorageCapacity: number;
      readonly DeploymentType: string;
      readonly ImportPath: string;
      readonly DeletionPolicy: string;
    };
  }[];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
};

type Answer = { readonly code: number; readonly body: unknown };

/** An answer that says no, in the genuine tool's form. */
class Refused extends Error {}

type Flags = { readonly name: string; readonly config: string; readonly query: string; readonly dryrun: boolean };

const version = recommendedPcluster;

/**
 * Behaves like the genuine `pcluster` in what this product uses, in a fraction of its time: same commands, exit codes and
 * JSON on standard output, same effects in the same bucket, same stack. `pcluster_double_test.ts` compares the two.
 *
 * Not like it: nothing is validated, and the template holds only the resources that the sandbox makes visible.
 *
 * @param argv the command line behind the program's name
 * @param connections how its requests travel
 */
export async function pclusterDouble(argv: readonly string[], connections: "kept" | "fresh"): Promise<number> {
  const [command, ...rest] = argv;
  const { code, body } = await answerTo(command, flagsIn(rest), connections).catch((error) => {
    if (error instanceof Refused || error instanceof ServiceError) return { code: 1, body: { message: error.message } };
    return { code: 1, body: { message: `Unexpected failure: ${error}` } };
  });
  await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(body, null, 2) + "\n"));
  return code;
}

async function answerTo(command: string, flags: Flags, connections: "kept" | "fresh"): Promise<Answer> {
  if (command === "version") return { code: 0, body: { version } };
  const calls = await callsOf(connections);
  switch (command) {
    case "create-cluster":
      return await createCluster(calls, flags);
    case "describe-cluster": {
      const described = await describeCluster(calls, flags.name);
      return { code: 0, body: flags.query === "" ? described : described[flags.query] };
    }
    case "describe-cluster-instances":
      return { code: 0, body: { instances: await instancesOf(calls, flags.name, { nodeType: "HeadNode" }) } };
    case "delete-cluster":
      return await deleteCluster(calls, flags.name);
    case "list-clusters":
      return { code: 0, body: { clusters: (await allStacks(calls)).filter(isCluster).map(summary) } };
    default:
      throw new Refused(`argument: invalid choice: '${command}'`);
  }
}

function flagsIn(words: readonly string[]): Flags {
  const after = (name: string) => words.includes(name) ? words[words.indexOf(name) + 1] : "";
  return { name: after("-n"), config: after("-c"), query: after("--query"), dryrun: after("--dryrun") === "true" };
}

async function callsOf(connections: "kept" | "fresh"): Promise<DoubleCalls> {
  const variable = (name: string) => Deno.env.get(name) ?? "";
  const inFile = async () => {
    const keys = await Deno.readTextFile(variable("AWS_SHARED_CREDENTIALS_FILE"));
    return /aws_access_key_id\s*=\s*(\S+)/.exec(keys)?.[1] ?? "";
  };
  const accessKey = variable("AWS_ACCESS_KEY_ID") || await inFile();
  return doubleCalls({ endpoint: variable("AWS_ENDPOINT_URL"), region: region(), accessKey, connections });
}

function region(): string {
  return Deno.env.get("AWS_DEFAULT_REGION") ?? "";
}

async function createCluster(calls: DoubleCalls, { name, config, dryrun }: Flags): Promise<Answer> {
  const text = await Deno.readTextFile(config);
  if (await stackOf(calls, name) !== undefined) throw new Refused(`Bad Request: Cluster ${name} already exists.`);
  const file = parse(text) as ClusterFile;
  const validationMessages = [{
    level: "INFO",
    type: "DeletionPolicyValidator",
    message: `The storage '${file.SharedStorage[0].Name}' goes when the cluster does.`,
  }];
  if (dryrun) {
    const message = "Request would have succeeded, but DryRun flag is set.";
    return { code: 1, body: { validationMessages, message } };
  }
  const artifacts = await uploadArtifacts(calls, name, text);
  const template = doubleTemplate(name, file, artifacts, new Date());
  const key = `${artifacts.folder}/templates/aws-parallelcluster.cfn.yaml`;
  const uploaded = await put(calls, artifacts.bucket, key, template);
  try {
    const made = await calls.query("cloudformation", "CreateStack", stackRequest(name, file, artifacts.bucket, key));
    const arn = textAt(made, "CreateStackResponse", "CreateStackResult", "StackId");
    return { code: 0, body: { cluster: summaryOf(name, arn, "CREATE_IN_PROGRESS"), validationMessages } };
  } catch (error) {
    // Also after a lost answer, when the stack that "already exists" is its own.
    await removeArtifacts(calls, artifacts.bucket, [
      { key, version: uploaded },
      { key: configKey(artifacts.folder), version: artifacts.configVersion },
    ]);
    throw error;
  }
}

const configKey = (folder: string) => `${folder}/configs/cluster-config.yaml`;

/** Makes the bucket of the account and region where there is none, and puts the cluster file into a new folder of it. */
async function uploadArtifacts(calls: DoubleCalls, name: string, text: string): Promise<Artifacts> {
  const identity = await calls.query("sts", "GetCallerIdentity", {});
  const account = textAt(identity, "GetCallerIdentityResponse", "GetCallerIdentityResult", "Account");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(account + region()));
  const bucket = `parallelcluster-${new Uint8Array(digest).toHex().slice(0, 16)}-v1-do-not-delete`;
  if ((await calls.s3("HEAD", `/${bucket}`)).status === 404) {
    await calls.s3("PUT", `/${bucket}`, {
      body:
        `<CreateBucketConfiguration><LocationConstraint>${region()}</LocationConstraint></CreateBucketConfiguration>`,
    });
  }
  // Its own mark of a bucket that is ready: without it everything about the bucket is done again.
  const mark = "parallelcluster/.bootstrapped";
  if ((await calls.s3("HEAD", `/${bucket}/${mark}`)).status === 404) {
    await calls.s3("PUT", `/${bucket}?versioning`, {
      body: "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>",
    });
    await put(calls, bucket, mark, JSON.stringify({ bootstrapped_features: ["basic", "export-logs"] }));
  }
  const random = Array.from({ length: 16 }, () => Math.floor(Math.random() * 36).toString(36)).join("");
  const folder = `parallelcluster/${version}/clusters/${name}-${random}`;
  return { bucket, folder, configVersion: await put(calls, bucket, configKey(folder), text) };
}

async function put(calls: DoubleCalls, bucket: string, key: string, body: string): Promise<string> {
  const answer = await calls.s3("PUT", `/${bucket}/${key}`, { body });
  if (answer.status >= 400) throw new Refused(`Unexpected error when uploading ${key}: ${answer.text}`);
  return answer.version;
}

async function removeArtifacts(
  calls: DoubleCalls,
  bucket: string,
  objects: readonly { readonly key: string; readonly version: string }[],
): Promise<void> {
  const items = objects.map(({ key, version }) =>
    `<Object><Key>${key}</Key><VersionId>${version}</VersionId></Object>`
  );
  await calls.s3("POST", `/${bucket}?delete`, { body: `<Delete>${items.join("")}</Delete>` });
}

function stackRequest(name: string, file: ClusterFile, bucket: string, key: string): Record<string, string> {
  const tags = [
    ...file.Tags,
    { Key: "parallelcluster:cluster-name", Value: name },
    { Key: "parallelcluster:version", Value: version },
  ];
  return {
    StackName: name,
    TemplateURL: `https://${bucket}.s3.${region()}.amazonaws.com/${key}`,
    "Capabilities.member.1": "CAPABILITY_IAM",
    "Capabilities.member.2": "CAPABILITY_NAMED_IAM",
    DisableRollback: "false",
    ...Object.fromEntries(tags.flatMap(({ Key, Value }, index) => [
      [`Tags.member.${index + 1}.Key`, Key],
      [`Tags.member.${index + 1}.Value`, String(Value)],
    ])),
  };
}

async function allStacks(calls: DoubleCalls, parameters: Readonly<Record<string, string>> = {}) {
  const answer = await calls.query("cloudformation", "DescribeStacks", parameters);
  return elements(answer, "DescribeStacksResponse", "DescribeStacksResult", "Stacks", "member");
}

async function stackOf(calls: DoubleCalls, name: string): Promise<XmlTree | undefined> {
  try {
    return (await allStacks(calls, { StackName: name }))[0];
  } catch (error) {
    if (error instanceof ServiceError && error.message.includes("does not exist")) return undefined;
    throw error;
  }
}

async function knownStack(calls: DoubleCalls, name: string, more = ""): Promise<XmlTree> {
  const stack = await stackOf(calls, name);
  if (stack !== undefined) return stack;
  const message = `Cluster '${name}' does not exist or belongs to an incompatible ParallelCluster major version.`;
  throw new Refused(message + more);
}

function isCluster(stack: XmlTree): boolean {
  return tagsOf(stack).some(({ key }) => key === "parallelcluster:version");
}

function tagsOf(stack: XmlTree): readonly { readonly value: string; readonly key: string }[] {
  return elements(stack, "Tags", "member").map((tag) => ({ value: textAt(tag, "Value"), key: textAt(tag, "Key") }));
}

function summary(stack: XmlTree) {
  return summaryOf(textAt(stack, "StackName"), textAt(stack, "StackId"), textAt(stack, "StackStatus"));
}

function summaryOf(clusterName: string, cloudformationStackArn: string, stackStatus: string) {
  return {
    clusterName,
    cloudformationStackStatus: stackStatus,
    cloudformationStackArn,
    region: region(),
    version,
    clusterStatus: clusterStatusOf(stackStatus),
    scheduler: { type: "slurm" },
  };
}

/** A creation that is rolled back has failed, whatever the stack is doing about it. */
function clusterStatusOf(stackStatus: string): string {
  return stackStatus.startsWith("ROLLBACK_") ? "CREATE_FAILED" : stackStatus;
}

async function describeCluster(calls: DoubleCalls, name: string): Promise<Record<string, unknown>> {
  const stack = await knownStack(calls, name);
  const [headNode] = await instancesOf(calls, name, {});
  const [created, status] = [textAt(stack, "CreationTime"), textAt(stack, "StackStatus")];
  return {
    creationTime: created,
    ...(headNode === undefined ? {} : { headNode }),
    version,
    clusterConfiguration: { url: configurationUrl(stack) },
    tags: tagsOf(stack),
    cloudFormationStackStatus: status,
    clusterName: name,
    computeFleetStatus: await fleetStatus(calls, name),
    cloudformationStackArn: textAt(stack, "StackId"),
    lastUpdatedTime: textAt(stack, "LastUpdatedTime") || created,
    region: region(),
    clusterStatus: clusterStatusOf(status),
    scheduler: { type: "slurm" },
  };
}

/** Signed without looking whether anything is there. */
function configurationUrl(stack: XmlTree): string {
  const parameter = (key: string) =>
    textAt(
      elements(stack, "Parameters", "member").find((each) => textAt(each, "ParameterKey") === key),
      "ParameterValue",
    );
  const path = `${parameter("ResourcesS3Bucket")}/${configKey(parameter("ArtifactS3RootDirectory"))}`;
  const query = new URLSearchParams({
    versionId: parameter("ConfigVersion"),
    AWSAccessKeyId: "AKIADAYCTLSANDBOX000",
    Signature: "0",
    Expires: "4102444800",
  });
  return `${Deno.env.get("AWS_ENDPOINT_URL")}/${path}?${query}`;
}

async function fleetStatus(calls: DoubleCalls, name: string): Promise<string> {
  const key = { TableName: `parallelcluster-${name}`, Key: { Id: { S: "COMPUTE_FLEET" } } };
  try {
    const item = await calls.json("dynamodb", "DynamoDB_20120810.GetItem", key) as FleetItem;
    return item.Item?.Data?.M?.status?.S ?? "UNKNOWN";
  } catch {
    return "UNKNOWN";
  }
}

type FleetItem = { readonly Item?: { readonly Data?: { readonly M?: { readonly status?: { readonly S?: string } } } } };

/** Living nodes. @param which with `nodeType` the kind of each is told too */
async function instancesOf(calls: DoubleCalls, name: string, { nodeType }: { readonly nodeType?: "HeadNode" }) {
  const states = ["pending", "running", "stopping", "stopped"];
  const answer = await calls.query("ec2", "DescribeInstances", {
    "Filter.1.Name": "tag:parallelcluster:cluster-name",
    "Filter.1.Value.1": name,
    "Filter.2.Name": "tag:parallelcluster:node-type",
    "Filter.2.Value.1": "HeadNode",
    "Filter.3.Name": "instance-state-name",
    ...Object.fromEntries(states.map((state, index) => [`Filter.3.Value.${index + 1}`, state])),
  });
  const found = elements(answer, "DescribeInstancesResponse", "reservationSet", "item", "instancesSet", "item");
  return found.map((instance) => ({
    launchTime: textAt(instance, "launchTime"),
    instanceId: textAt(instance, "instanceId"),
    publicIpAddress: textAt(instance, "ipAddress"),
    instanceType: textAt(instance, "instanceType"),
    state: textAt(instance, "instanceState", "name"),
    ...(nodeType === undefined ? {} : { nodeType }),
    privateIpAddress: textAt(instance, "privateIpAddress"),
  }));
}

async function deleteCluster(calls: DoubleCalls, name: string): Promise<Answer> {
  const more = " In case you have running instances belonging to a deleted cluster please use the " +
    "DeleteClusterInstances API.";
  const stack = await knownStack(calls, name, more);
  if (textAt(stack, "StackStatus") !== "DELETE_IN_PROGRESS") {
    await calls.query("cloudformation", "DeleteStack", { StackName: name });
  }
  return { code: 0, body: { cluster: summaryOf(name, textAt(stack, "StackId"), "DELETE_IN_PROGRESS") } };
}
