import { dirname, join } from "node:path";
import { sandboxAccount } from "../../lib/sandbox/emulator/seed.ts";
import type { Sandbox } from "./sandbox.ts";
import { type StableNames, stableNames } from "./stable_names.ts";
import { type Json, plainValue, type WorldCalls, worldCalls } from "./world_calls.ts";
import { elements, textAt, xmlTree } from "./xml_tree.ts";

/** Everything that exists in an account, in a form in which two equal worlds are equal. */
export type WorldPicture = {
  readonly parts: { readonly [part: string]: Json };
  /** What the ids in it were called, for pictures of files that mention them. */
  readonly names: StableNames;
};

/**
 * A picture of the account: ids, addresses and times replaced by stable names, everything counted, orphans included. The buckets
 * of `pcluster` and its log groups stay out: it leaves them behind by itself, whatever becomes of the cluster.
 */
export async function worldOf(sandbox: Pick<Sandbox, "endpoint">): Promise<WorldPicture> {
  const calls = worldCalls(sandbox.endpoint);
  const stacks = await stacksOf(calls);
  const names = stableNames(stacks.flatMap(physicalNames));
  const [network, identities, budgets, storage, heartbeats, machines] = await Promise.all([
    networkOf(calls),
    identitiesOf(calls),
    budgetsOf(calls),
    storageOf(calls),
    heartbeatsOf(calls),
    machinesOf(calls),
  ]);
  const all = { stacks, ...network, ...identities, budgets, storage, ...heartbeats, ...machines };
  return { names, parts: names.inValue(timeless(all) as { [part: string]: Json }) };
}

/**
 * The files of a run below a home folder, with times, run id and paths replaced, and their modes. Journals, logs and locks tell
 * how a run went and not what came of it: only their names count.
 */
export async function artifactsOf(home: string, names: StableNames = stableNames()): Promise<Record<string, string>> {
  const folder = join(home, ".config", "daylily");
  const files: Record<string, string> = {};
  for (const entry of (await Array.fromAsync(Deno.readDir(folder))).sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (!entry.isFile) continue;
    const text = await Deno.readTextFile(join(folder, entry.name));
    const mode = ((await Deno.stat(join(folder, entry.name))).mode ?? 0) & 0o777;
    files[names.inText(`${entry.name} ${mode.toString(8)}`)] = names.inText(text.replaceAll(dirname(home), "<folder>"));
  }
  const runs = (await Array.fromAsync(Deno.readDir(join(folder, "runs")), ({ name }) => name)).sort();
  return { ...files, "runs/": runs.map((name) => names.inText(name)).join("\n") };
}

type Stack = { readonly StackName: string; readonly StackStatus: string; readonly StackId: string };
type StackResource = {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
};

/** Deleted ones as well: a second creation must show. */
async function stacksOf(calls: WorldCalls) {
  const [listed, described] = await Promise.all([
    calls.query("cloudformation", "ListStacks"),
    calls.query("cloudformation", "DescribeStacks"),
  ]);
  const whole = listIn(described, "Stacks") as Stack[];
  const gone = (listIn(listed, "StackSummaries") as Stack[])
    .filter(({ StackId }) => !whole.some((stack) => stack.StackId === StackId))
    .map(({ StackId, StackName, StackStatus }) => ({ StackId, StackName, StackStatus, resources: [] }));
  const standing = whole.map(async (stack) => {
    const answer = await calls.query("cloudformation", "DescribeStackResources", { StackName: stack.StackName });
    const resources = (listIn(answer, "StackResources") as StackResource[])
      .map(({ LogicalResourceId, PhysicalResourceId, ResourceType, ResourceStatus }) => ({
        LogicalResourceId,
        // What the sandbox does not really make has a name with something made up at its end.
        PhysicalResourceId: PhysicalResourceId.replace(/^(.+-.+)-[0-9a-f]{8}$/, "$1"),
        ResourceType,
        ResourceStatus,
      }));
    return { ...stack, resources };
  });
  return [...await Promise.all(standing), ...gone];
}

/** Ids by the names that their stack gives them; where two have the same id, the earlier one names it. */
function physicalNames({ StackName, StackId, resources }: Stack & { readonly resources: readonly StackResource[] }) {
  const named = resources.map(({ LogicalResourceId, PhysicalResourceId }): [string, string] => [
    PhysicalResourceId,
    `<${StackName}.${LogicalResourceId}>`,
  ]);
  const uuid: [string, string] = [StackId.split("/").at(-1) ?? "", `<${StackName}>`];
  return [uuid, ...named.toReversed()];
}

async function networkOf(calls: WorldCalls): Promise<Record<string, Json>> {
  const kinds: readonly (readonly [operation: string, list: string])[] = [
    ["DescribeVpcs", "vpcSet"],
    ["DescribeSubnets", "subnetSet"],
    ["DescribeNatGateways", "natGatewaySet"],
    ["DescribeAddresses", "addressesSet"],
    ["DescribeInternetGateways", "internetGatewaySet"],
    ["DescribeRouteTables", "routeTableSet"],
    ["DescribeSecurityGroups", "securityGroupInfo"],
    ["DescribeKeyPairs", "keySet"],
  ];
  const parts = kinds.map(async ([operation, list]) =>
    [list, listIn(await calls.query("ec2", operation), list)] as const
  );
  return Object.fromEntries(await Promise.all(parts));
}

async function identitiesOf(calls: WorldCalls): Promise<Record<string, Json>> {
  const policies = listIn(await calls.query("iam", "ListPolicies", { Scope: "Local" }), "Policies") as {
    Arn: string;
    DefaultVersionId: string;
  }[];
  const roles = listIn(await calls.query("iam", "ListRoles"), "Roles") as { RoleName: string }[];
  return {
    policies: await Promise.all(policies.map(async ({ Arn: PolicyArn, DefaultVersionId: VersionId }) => ({
      PolicyArn,
      ...valueIn(await calls.query("iam", "GetPolicyVersion", { PolicyArn, VersionId }), "PolicyVersion"),
      versions: listIn(await calls.query("iam", "ListPolicyVersions", { PolicyArn }), "Versions").length,
    }))),
    roles: await Promise.all(roles.map(async ({ RoleName }) => ({
      ...valueIn(await calls.query("iam", "GetRole", { RoleName }), "Role"),
      attached: listIn(await calls.query("iam", "ListAttachedRolePolicies", { RoleName }), "AttachedPolicies"),
      inline: await Promise.all(
        listIn(await calls.query("iam", "ListRolePolicies", { RoleName }), "PolicyNames")
          .map((name) => calls.query("iam", "GetRolePolicy", { RoleName, PolicyName: String(name) })),
      ),
    }))),
  };
}

async function budgetsOf(calls: WorldCalls): Promise<Json> {
  const call = (operation: string, more: { [key: string]: Json } = {}) =>
    calls.json("budgets", `AWSBudgetServiceGateway.${operation}`, { AccountId: sandboxAccount, ...more });
  const budgets = listIn(await call("DescribeBudgets"), "Budgets") as { BudgetName: string; [key: string]: Json }[];
  return await Promise.all(budgets.map(async ({ CalculatedSpend: _, ...budget }) => {
    const { BudgetName } = budget;
    const notifications = listIn(await call("DescribeNotificationsForBudget", { BudgetName }), "Notifications");
    return {
      ...budget,
      notifications: await Promise.all(notifications.map(async (Notification) => ({
        ...Notification as Record<string, Json>,
        subscribers: listIn(
          await call("DescribeSubscribersForNotification", { BudgetName, Notification }),
          "Subscribers",
        ),
      }))),
    };
  }));
}

/** Objects by key with their hashes; the table of budget users in full. */
async function storageOf(calls: WorldCalls): Promise<Json> {
  const buckets = elements(xmlTree(await calls.get("s3", "/")), "ListAllMyBucketsResult", "Buckets", "Bucket")
    .map((bucket) => textAt(bucket, "Name")).filter((name) => !name.startsWith("parallelcluster-"));
  const contents = buckets.map(async (bucket) => {
    const listed = xmlTree(await calls.get("s3", `/${bucket}?list-type=2`));
    const objects = elements(listed, "ListBucketResult", "Contents").map(async (object): Promise<[string, Json]> => {
      const key = textAt(object, "Key");
      const isTable = key.endsWith(".tsv");
      return [key, isTable ? await calls.get("s3", `/${bucket}/${key}`) : plainValue(object)];
    });
    return [bucket, Object.fromEntries(await Promise.all(objects))] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

async function heartbeatsOf(calls: WorldCalls): Promise<Record<string, Json>> {
  const listed = JSON.parse(await calls.get("scheduler", "/schedules")) as { Schedules: { Name: string }[] };
  const topics = listIn(await calls.query("sns", "ListTopics"), "Topics") as { TopicArn: string }[];
  return {
    schedules: await Promise.all(
      listed.Schedules.map(async ({ Name }) => JSON.parse(await calls.get("scheduler", `/schedules/${Name}`))),
    ),
    topics: await Promise.all(topics.map(async ({ TopicArn }) => ({
      ...valueIn(await calls.query("sns", "GetTopicAttributes", { TopicArn }), "Attributes"),
      tags: listIn(await calls.query("sns", "ListTagsForResource", { ResourceArn: TopicArn }), "Tags"),
    }))),
    subscriptions: listIn(await calls.query("sns", "ListSubscriptions"), "Subscriptions"),
  };
}

/** Terminated instances vanish by themselves, so they do not count. */
async function machinesOf(calls: WorldCalls): Promise<Record<string, Json>> {
  const reservations = listIn(await calls.query("ec2", "DescribeInstances"), "reservationSet");
  const instances = reservations.flatMap((each) => listIn(each, "instancesSet"))
    .filter((each) => valueIn(each, "instanceState").name !== "terminated") as { [key: string]: Json }[];
  return {
    instances: instances.map((
      { instanceId, instanceType, imageId, keyName, subnetId, vpcId, instanceState, tagSet },
    ) => ({
      instanceId,
      instanceType,
      imageId,
      keyName,
      subnetId,
      vpcId,
      instanceState,
      tagSet,
    })),
    fileSystems: listIn(await calls.json("fsx", "AWSSimbaAPIService_v20180301.DescribeFileSystems"), "FileSystems"),
    tables: listIn(await calls.json("dynamodb", "DynamoDB_20120810.ListTables"), "TableNames"),
  };
}

/** A list in an answer; nothing and empty text are the empty list. */
function listIn(value: Json, name: string): Json[] {
  const found = valueOf(value, name);
  return Array.isArray(found) ? found : [];
}

function valueIn(value: Json, name: string): Record<string, Json> {
  const found = valueOf(value, name);
  return found !== null && typeof found === "object" && !Array.isArray(found) ? found : {};
}

function valueOf(value: Json, name: string): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value[name] ?? null : null;
}

/** Without moments, request ids and ids of principals, which mean nothing to anybody. */
function timeless(value: Json): Json {
  if (Array.isArray(value)) return value.map(timeless);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(([key]) =>
    !/(time|date|timeperiod|timestamp)$|^(requestId|ResponseMetadata|RoleId|PolicyId|keyFingerprint|keyPairId|availableIpAddressCount)$/i
      .test(
        key,
      )
  );
  return Object.fromEntries(kept.map(([key, each]) => [key, timeless(each)]));
}
