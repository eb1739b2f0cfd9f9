import { neededText } from "../../emulator/calls.ts";
import type { Json } from "../../../host/json.ts";
import type { Call } from "../call.ts";
import { terminate } from "../layers/orphaned_interfaces.ts";
import type { Failure, StackLife, StackResource } from "./life.ts";
import { refusedPart } from "./refused_part.ts";
import type { StackDeps } from "./stack_deps.ts";
import { stackId, type StackRequest, stackRequest } from "./stack_request.ts";
import {
  type Names,
  parseTemplate,
  tagsIn,
  type Template,
  type TemplateResource,
  textIn,
  type Value,
} from "./template.ts";

/** Whether a stack, of a cluster or of an image, is one of the genuine `pcluster`, whose templates lie in a bucket of its own. */
export function isClusterRequest({ parameters }: Call): boolean {
  return /\/\/parallelcluster-[^/]*\.s3[.-]/.test(String(parameters.TemplateURL ?? ""));
}

/**
 * Creates what can be seen of a cluster: head node, file system, the two tables, the log groups. The emulator cannot run the
 * template of `pcluster` itself; the story of the stack names all of its resources.
 */
export async function createClusterStack(deps: StackDeps, call: Call): Promise<StackLife> {
  const request = await stackRequest(call, deps.calls);
  const template = parseTemplate(request.template);
  const id = stackId(request);
  const parameters = { ...template.parameters, ...Object.fromEntries(request.parameters) };
  const names: Names = { ...parameters, "AWS::Region": request.region, "AWS::StackId": id };
  const made = await makeVisible(deps, request, template, names);
  const resources = template.resources.map(({ logicalId, type }): StackResource => ({
    logicalId,
    type,
    physicalId: made[logicalId] ?? `${request.name}-${logicalId}-${crypto.randomUUID().slice(0, 8)}`,
    // What outlives the cluster is decided where it is removed; the story shows log groups as kept.
    retained: type === "AWS::Logs::LogGroup",
  }));
  const life: StackLife = {
    id,
    name: request.name,
    region: request.region,
    kind: "cluster",
    template: request.template,
    tags: request.tags,
    capabilities: request.capabilities,
    disableRollback: request.disableRollback,
    token: request.token,
    parameters: Object.entries(parameters),
    outputs: await outputsOf(deps, request.region, template, { ...names, ...made }),
    resources,
    phases: [],
    effects: [],
  };
  beginStory(deps, life, refusedPart(call, "create", resources));
  return life;
}

function beginStory(deps: StackDeps, life: StackLife, refused: Failure | undefined): void {
  const { failCreation, secondsOfCreation: seconds, secondsOfDeletion: rollbackSeconds } = deps.settings;
  const wait = life.resources.find(({ type }) => type === "AWS::CloudFormation::WaitCondition");
  const broken = failCreation && wait ? { logicalId: wait.logicalId, reason: failCreation.reason } : undefined;
  const failure = refused ?? broken;
  const at = deps.now();
  life.phases.push({ does: "create", at, seconds, rollbackSeconds, ...(failure ? { failure } : {}) });
  if (failure === undefined || life.disableRollback) return;
  life.effects.push({ at: at + (seconds + rollbackSeconds) * 1_000, run: () => removeCluster(deps, life) });
}

/** Physical ids of what was really made, by logical id. */
async function makeVisible(
  deps: StackDeps,
  request: StackRequest,
  template: Template,
  names: Names,
): Promise<Record<string, string>> {
  const makers: Readonly<Record<string, (resource: TemplateResource) => Promise<string>>> = {
    "AWS::EC2::Instance": (resource) => launch(deps, request, template, resource, names),
    "AWS::FSx::FileSystem": (resource) => makeFileSystem(deps, request, resource, names),
    "AWS::DynamoDB::Table": (resource) => makeTable(deps, request, resource, names),
    "AWS::Logs::LogGroup": (resource) => makeLogGroup(deps, request, resource, names),
  };
  const made = template.resources.filter(({ type }) => type in makers)
    .map(async (resource) => [resource.logicalId, await makers[resource.type](resource)] as const);
  return Object.fromEntries(await Promise.all(made));
}

async function launch(
  { calls }: StackDeps,
  request: StackRequest,
  template: Template,
  { properties }: TemplateResource,
  names: Names,
): Promise<string> {
  const data = at(properties.LaunchTemplate, "LaunchTemplateId", "Ref");
  const launchTemplate = template.resources.find(({ logicalId }) => logicalId === data)?.properties.LaunchTemplateData;
  const networkInterface = template.resources.find(({ type }) => type === "AWS::EC2::NetworkInterface");
  const tags = [...tagsIn(properties.Tags, names), ...request.tags.map(([Key, Value]) => ({ Key, Value }))];
  const distinct = new Map(tags.map(({ Key, Value }) => [Key, Value]));
  const fields = [...distinct].flatMap(([key, value], index) => [
    [`TagSpecification.1.Tag.${index + 1}.Key`, key],
    [`TagSpecification.1.Tag.${index + 1}.Value`, value],
  ]);
  const answer = await calls.query("ec2", "RunInstances", {
    MinCount: "1",
    MaxCount: "1",
    ImageId: textIn(at(launchTemplate, "ImageId"), names),
    InstanceType: textIn(at(launchTemplate, "InstanceType"), names),
    KeyName: textIn(at(launchTemplate, "KeyName"), names),
    SubnetId: textIn(networkInterface?.properties.SubnetId, names),
    "TagSpecification.1.ResourceType": "instance",
    ...Object.fromEntries(fields),
    ...rootVolume(at(launchTemplate, "BlockDeviceMappings"), names),
  }, { region: request.region });
  return neededText(answer, "instanceId");
}

/** The mapping with a volume; instance stores come and go with the instance. */
function rootVolume(mappings: Value | undefined, names: Names): Record<string, string> {
  const root = (Array.isArray(mappings) ? mappings as Value[] : []).find((mapping) => at(mapping, "Ebs") !== undefined);
  if (root === undefined) return {};
  const prefix = "BlockDeviceMapping.1";
  return {
    [`${prefix}.DeviceName`]: textIn(at(root, "DeviceName"), names),
    [`${prefix}.Ebs.VolumeSize`]: textIn(at(root, "Ebs", "VolumeSize"), names),
    [`${prefix}.Ebs.VolumeType`]: textIn(at(root, "Ebs", "VolumeType"), names),
    [`${prefix}.Ebs.DeleteOnTermination`]: textIn(at(root, "Ebs", "DeleteOnTermination"), names),
  };
}

async function makeFileSystem(
  { calls }: StackDeps,
  request: StackRequest,
  { properties }: TemplateResource,
  names: Names,
): Promise<string> {
  const answer = await calls.json("fsx", "AWSSimbaAPIService_v20180301.CreateFileSystem", {
    FileSystemType: textIn(properties.FileSystemType, names),
    StorageCapacity: Number(textIn(properties.StorageCapacity, names)),
    SubnetIds: textIn(properties.SubnetIds, names).split(","),
    LustreConfiguration: properties.LustreConfiguration ?? {},
    Tags: [...tagsIn(properties.Tags, names), ...request.tags.map(([Key, Value]) => ({ Key, Value }))],
  }, { region: request.region });
  return (answer as { readonly FileSystem: { readonly FileSystemId: string } }).FileSystem.FileSystemId;
}

async function makeTable(
  { calls, now }: StackDeps,
  { name, region }: StackRequest,
  { properties }: TemplateResource,
  names: Names,
): Promise<string> {
  const TableName = textIn(properties.TableName, names);
  await calls.json("dynamodb", "DynamoDB_20120810.CreateTable", properties as Json, { region });
  if (TableName === `parallelcluster-${name}`) {
    const Data = { M: { status: { S: "RUNNING" }, lastStatusUpdatedTime: { S: new Date(now()).toISOString() } } };
    const Item = { Id: { S: "COMPUTE_FLEET" }, Data };
    await calls.json("dynamodb", "DynamoDB_20120810.PutItem", { TableName, Item }, { region });
  }
  return TableName;
}

async function makeLogGroup(
  { calls }: StackDeps,
  { region }: StackRequest,
  { properties, logicalId }: TemplateResource,
  names: Names,
): Promise<string> {
  // The names of the two functions' groups end with the last part of the stack's id.
  const lambda = /^(.*?)FunctionLogGroup$/.exec(logicalId)?.[1];
  const unique = names["AWS::StackId"].split("/").at(-1);
  const logGroupName = lambda === undefined
    ? textIn(properties.LogGroupName, names)
    : `/aws/lambda/pcluster-${lambda}-${unique}`;
  // Log groups outlive their cluster, and a second one of the same minute has the same name.
  const alreadyThere = (error: unknown) => {
    if (!String(error).includes("ResourceAlreadyExists")) throw error;
  };
  await calls.json("logs", "Logs_20140328.CreateLogGroup", { logGroupName }, { region }).catch(alreadyThere);
  const retentionInDays = Number(textIn(properties.RetentionInDays, names));
  if (retentionInDays > 0) {
    await calls.json("logs", "Logs_20140328.PutRetentionPolicy", { logGroupName, retentionInDays }, { region });
  }
  return logGroupName;
}

async function outputsOf(
  { calls }: StackDeps,
  region: string,
  { outputs }: Template,
  names: Names,
): Promise<(readonly [string, string])[]> {
  const InstanceId = textIn(outputs.HeadNodeInstanceID, names);
  // The stack of an image has no head node, and says nothing at its end.
  if (InstanceId === "") return [];
  const found = await calls.query("ec2", "DescribeInstances", { "InstanceId.1": InstanceId }, { region });
  const known: Readonly<Record<string, string>> = {
    HeadNodePrivateIP: neededText(found, "privateIpAddress"),
    HeadNodePrivateDnsName: neededText(found, "privateDnsName"),
  };
  return Object.entries(outputs)
    .map(([key, value]) => [key, known[key] ?? textIn(value, names)] as const)
    // A reference to something that was not made has no value.
    .filter(([key, value]) => value !== "" || typeof outputs[key] === "string");
}

/** Why the deletion of a cluster is going to fail, when somebody wants that. */
export function clusterDeletionFailure({ settings }: StackDeps, { resources }: StackLife): Failure | undefined {
  if (settings.failDeletion === null) return undefined;
  const { resource, reason } = settings.failDeletion;
  return { logicalId: (resources.find(({ logicalId }) => logicalId === resource) ?? resources[0]).logicalId, reason };
}

/**
 * Takes away what a deleted or rolled back cluster takes away on AWS; a file system that is to be retained stays, and so do
 * log groups and the bucket of `pcluster`.
 */
export async function removeCluster({ calls }: StackDeps, life: StackLife): Promise<void> {
  const { region } = life;
  const sources = new Map(parseTemplate(life.template).resources.map((resource) => [resource.logicalId, resource]));
  const removers: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
    "AWS::EC2::Instance": (id) => terminate(calls, region, id),
    "AWS::FSx::FileSystem": (FileSystemId) =>
      calls.json("fsx", "AWSSimbaAPIService_v20180301.DeleteFileSystem", { FileSystemId }, { region }),
    "AWS::DynamoDB::Table": (TableName) =>
      calls.json("dynamodb", "DynamoDB_20120810.DeleteTable", { TableName }, { region }),
  };
  const removed = life.resources.filter(({ logicalId }) => !sources.get(logicalId)?.retained)
    // Somebody may have removed it by hand.
    .map(({ type, physicalId }) => removers[type]?.(physicalId).catch(() => undefined));
  await Promise.all(removed);
}

/** A value inside nested objects. */
function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((inner, name) => {
    const isRecord = typeof inner === "object" && inner !== null && !Array.isArray(inner);
    return isRecord ? (inner as { readonly [key: string]: Value })[name] : undefined;
  }, value);
}
