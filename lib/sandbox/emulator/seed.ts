import { join } from "node:path";
import { expiryRolePolicyName, expiryRoleSpec } from "../../aws/resources/expiry_role.ts";
import type { Files } from "../../host/files.ts";
import type { Folders } from "../../host/folders.ts";
import { gitConfig, repositoriesFolder } from "../repositories/analysis_repositories.ts";
import { type EmulatorCalls, neededText } from "./calls.ts";

/** What the account holds at the beginning. Everything left out takes the value of the ordinary seed. */
export type SeedOptions = {
  /** The caller's name, as in `arn:aws:iam::123456789012:user/alice`. */
  readonly user?: string;
  /** How the two Daylily policies reach the caller. */
  readonly policies?: "group" | "user" | "none";
  /** Reference buckets, complete with their objects; none when empty. Each lies in the region its name ends with. */
  readonly buckets?: readonly string[];
  readonly keys?: readonly SeedKey[];
  /** A zone such as `us-west-2b`: a public and a private subnet stand there. */
  readonly network?: string;
  /** Whether the policy `pclusterTagsAndBudget` exists. */
  readonly tagsPolicy?: boolean;
  /** Whether the role `eventbridge-scheduler-to-sns` exists. */
  readonly schedulerRole?: boolean;
  /** Whether the role `daylily-cluster-expiry` exists; it does when nothing is said. */
  readonly expiryRole?: boolean;
  /** Names of budgets that exist, each of 200 USD a month. */
  readonly budgets?: readonly string[];
};

export type SeedKey = {
  readonly name: string;
  readonly type?: "ed25519" | "rsa";
  /** Permission bits of `~/.ssh/<name>.pem`; `null`: there is no such file. */
  readonly mode?: number | null;
};

export type SeedDeps = { readonly calls: EmulatorCalls; readonly files: Files; readonly folders: Folders };

export const sandboxAccount = "123456789012";
export const sandboxRegion = "us-west-2";
export const sandboxProfile = "sandbox";
/** The same for every sandbox; the front puts the key that the emulator made up in its place. */
export const sandboxKey = { id: "AKIADAYCTLSANDBOX000", secret: "sandbox" } as const;
const group = "daylily-ephemeral-cluster";

/** An account in which all that a first creation would build stands already. */
export const fixtureF = {
  network: "us-west-2b",
  tagsPolicy: true,
  schedulerRole: true,
  budgets: ["daylily-global", "da-us-west-2b-tc1"],
  buckets: ["x-omics-analysis-us-west-2"],
  keys: [{ name: "omics-k" }],
} as const satisfies SeedOptions;

/**
 * Fills an empty account and writes the private home folder that goes with it.
 *
 * @returns the access key of the seeded caller as the emulator knows it
 */
export async function seedAccount(
  deps: SeedDeps,
  home: string,
  endpoint: string,
  seed: SeedOptions,
): Promise<{ readonly accessKeyId: string }> {
  const { calls } = deps;
  const buckets = seed.buckets ?? [`sandbox-omics-analysis-${sandboxRegion}`];
  const keys = seed.keys ?? [{ name: "omics-sandbox" }];
  const [accessKeyId] = await Promise.all([
    seedCaller(calls, seed),
    writeProfile(deps, home, endpoint),
    ...buckets.map((bucket) => seedBucket(calls, bucket)),
    seedKeys(deps, home, keys),
    ...(seed.network === undefined ? [] : [seedNetwork(calls, seed.network)]),
    ...(seed.tagsPolicy ? [seedPolicy(calls, "pclusterTagsAndBudget")] : []),
    ...(seed.schedulerRole ? [seedSchedulerRole(calls)] : []),
    ...(seed.expiryRole === false ? [] : [seedExpiryRole(calls)]),
    ...(seed.budgets ?? []).map((name) => seedBudget(calls, name)),
  ]);
  return { accessKeyId };
}

async function seedCaller(calls: EmulatorCalls, { user = "alice", policies = "group" }: SeedOptions) {
  await calls.query("iam", "CreateUser", { UserName: user });
  await calls.query("iam", "CreateGroup", { GroupName: group });
  await calls.query("iam", "AddUserToGroup", { UserName: user, GroupName: group });
  for (const name of ["DaylilyGlobalEClusterPolicy", `DaylilyRegionalEClusterPolicy-${sandboxRegion}`]) {
    const PolicyArn = await seedPolicy(calls, name);
    if (policies === "group") await calls.query("iam", "AttachGroupPolicy", { GroupName: group, PolicyArn });
    if (policies === "user") await calls.query("iam", "AttachUserPolicy", { UserName: user, PolicyArn });
  }
  return neededText(await calls.query("iam", "CreateAccessKey", { UserName: user }), "AccessKeyId");
}

/** A customer-managed policy that allows everything; returns its ARN. */
export async function seedPolicy(calls: EmulatorCalls, name: string): Promise<string> {
  const statement = { Effect: "Allow", Action: "*", Resource: "*" };
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return neededText(await calls.query("iam", "CreatePolicy", { PolicyName: name, PolicyDocument: document }), "Arn");
}

async function writeProfile({ files }: SeedDeps, home: string, endpoint: string) {
  const folder = join(home, ".aws");
  await files.ensureFolder(folder);
  // The address stands here as well, so that a tool which was given no environment cannot reach anything else.
  const config = `[profile ${sandboxProfile}]\nregion = ${sandboxRegion}\noutput = json\nendpoint_url = ${endpoint}\n`;
  const keys = `aws_access_key_id = ${sandboxKey.id}\naws_secret_access_key = ${sandboxKey.secret}\n`;
  await files.replace(join(folder, "config"), config);
  await files.replace(join(folder, "credentials"), `[${sandboxProfile}]\n${keys}`);
  await files.replace(join(home, ".gitconfig"), gitConfig(join(home, "..", repositoriesFolder)));
}

/** A reference bucket as the genuine check wants it, with the three boot files; its region is the end of its name. */
export async function seedBucket(calls: EmulatorCalls, bucket: string): Promise<void> {
  const region = /-([a-z]{2}(?:-gov)?-[a-z]+-\d)$/.exec(bucket)?.[1] ?? sandboxRegion;
  const constraint = region === "us-east-1" ? "" : `<CreateBucketConfiguration><LocationConstraint>${region}` +
    `</LocationConstraint></CreateBucketConfiguration>`;
  await put(calls, `/${bucket}`, constraint, region);
  for (const [key, content] of Object.entries(referenceObjects)) await put(calls, `/${bucket}/${key}`, content, region);
}

async function put(calls: EmulatorCalls, path: string, body: string, region: string): Promise<void> {
  const response = await calls.send("s3", "PUT", path, { body, region });
  const text = await response.text();
  if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${text}`);
}

const people = "data/genomic_data/";
const referenceObjects: Readonly<Record<string, string>> = {
  "s3_reference_data_version.info": "0.7.131c",
  "cluster_boot_config/post_install_ubuntu_combined.sh": "#!/bin/sh\nexit 0\n",
  "cluster_boot_config/sbatch": "#!/bin/sh\nexit 0\n",
  "cluster_boot_config/sleep_test.sh": "#!/bin/sh\nsleep 1\n",
  "data/cached_envs/README": "environments\n",
  "data/tool_specific_resources/README": "tools\n",
  "data/budget_tags/README": "budgets\n",
  [`${people}organism_references/H_sapiens/hg38/README`]: "references\n",
  [`${people}organism_annotations/H_sapiens/hg38/README`]: "annotations\n",
  [`${people}organism_reads/README`]: "reads\n",
};

/** Key pairs with their private halves below `~/.ssh`. */
export async function seedKeys({ calls, files, folders }: SeedDeps, home: string, keys: readonly SeedKey[]) {
  const folder = join(home, ".ssh");
  await files.ensureFolder(folder);
  await Promise.all(keys.map(async ({ name, type = "ed25519", mode = 0o400 }) => {
    const path = join(folder, `${name}.pem`);
    const pair = await calls.query("ec2", "CreateKeyPair", { KeyName: name, KeyType: type });
    await files.remove(path);
    if (mode === null) return;
    await files.replace(path, neededText(pair, "keyMaterial"));
    await folders.setMode(path, mode);
  }));
}

export type SeededNetwork = { readonly vpc: string; readonly publicSubnet: string; readonly privateSubnet: string };

/** One network with a public and a private subnet in a zone, named as the product's own stack names them. */
export async function seedNetwork(calls: EmulatorCalls, zone: string): Promise<SeededNetwork> {
  const region = zone.slice(0, -1);
  const call = (operation: string, parameters: Record<string, string>) =>
    calls.query("ec2", operation, parameters, { region });
  const tagged = (kind: string, name: string) => ({
    "TagSpecification.1.ResourceType": kind,
    "TagSpecification.1.Tag.1.Key": "Name",
    "TagSpecification.1.Tag.1.Value": name,
  });
  const name = `daylily-cs-${zone}`;
  const vpc = neededText(await call("CreateVpc", { CidrBlock: "10.0.0.0/16", ...tagged("vpc", name) }), "vpcId");
  for (const attribute of ["EnableDnsSupport", "EnableDnsHostnames"]) {
    await call("ModifyVpcAttribute", { VpcId: vpc, [`${attribute}.Value`]: "true" });
  }
  const subnet = async (CidrBlock: string, kind: string) =>
    neededText(
      await call("CreateSubnet", {
        VpcId: vpc,
        AvailabilityZone: zone,
        CidrBlock,
        ...tagged("subnet", `${name} ${kind}`),
      }),
      "subnetId",
    );
  const publicSubnet = await subnet("10.0.0.0/24", "Public Subnet");
  const privateSubnet = await subnet("10.0.1.0/24", "Private Subnet");
  await call("ModifySubnetAttribute", { SubnetId: publicSubnet, "MapPublicIpOnLaunch.Value": "true" });
  const InternetGatewayId = neededText(await call("CreateInternetGateway", {}), "internetGatewayId");
  await call("AttachInternetGateway", { VpcId: vpc, InternetGatewayId });
  const AllocationId = neededText(await call("AllocateAddress", { Domain: "vpc" }), "allocationId");
  const nat = await call("CreateNatGateway", { SubnetId: publicSubnet, AllocationId });
  await route(call, vpc, publicSubnet, { GatewayId: InternetGatewayId });
  await route(call, vpc, privateSubnet, { NatGatewayId: neededText(nat, "natGatewayId") });
  return { vpc, publicSubnet, privateSubnet };
}

async function route(
  call: (operation: string, parameters: Record<string, string>) => Promise<string>,
  VpcId: string,
  SubnetId: string,
  way: Record<string, string>,
): Promise<void> {
  const RouteTableId = neededText(await call("CreateRouteTable", { VpcId }), "routeTableId");
  await call("CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", ...way });
  await call("AssociateRouteTable", { RouteTableId, SubnetId });
}

async function seedSchedulerRole(calls: EmulatorCalls): Promise<string> {
  const principal = { Service: "scheduler.amazonaws.com" };
  const trust = { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" };
  const answer = await calls.query("iam", "CreateRole", {
    RoleName: "eventbridge-scheduler-to-sns",
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
  });
  const publish = { Effect: "Allow", Action: ["sns:Publish"], Resource: `arn:aws:sns:*:${sandboxAccount}:daylily-*` };
  await calls.query("iam", "PutRolePolicy", {
    RoleName: "eventbridge-scheduler-to-sns",
    PolicyName: "eventbridge-scheduler-to-sns-inline",
    PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [publish] }),
  });
  return neededText(answer, "Arn");
}

/** The role that an administrator makes with `infra expiry-role`. */
async function seedExpiryRole(calls: EmulatorCalls): Promise<void> {
  const { name: RoleName, trust, policy } = expiryRoleSpec(sandboxAccount);
  await calls.query("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) });
  const PolicyDocument = JSON.stringify(policy);
  await calls.query("iam", "PutRolePolicy", { RoleName, PolicyName: expiryRolePolicyName, PolicyDocument });
}

/** A monthly cost budget of 200 USD. */
export async function seedBudget(calls: EmulatorCalls, name: string): Promise<void> {
  await calls.json("budgets", "AWSBudgetServiceGateway.CreateBudget", {
    AccountId: sandboxAccount,
    Budget: {
      BudgetName: name,
      BudgetType: "COST",
      TimeUnit: "MONTHLY",
      BudgetLimit: { Amount: "200", Unit: "USD" },
    },
  }, { region: "us-east-1" });
}
