import { type EmulatorCalls, neededText } from "../../emulator/calls.ts";
import type { Answer } from "../layer.ts";
import type { Call } from "../call.ts";
import { errorAnswer } from "../errors.ts";
import { textOf, unescapeXml } from "../../emulator/xml.ts";
import type { Failure, StackLife, StackResource } from "./life.ts";
import { refusedPart } from "./refused_part.ts";
import type { StackDeps } from "./stack_deps.ts";
import { stackId, type StackRequest, stackRequest } from "./stack_request.ts";
import { type Names, parseTemplate, tagsIn, type Template, type TemplateResource, textIn, texts } from "./template.ts";

/**
 * Has the emulator create a stack at once, completes what it leaves out, and begins the story in which it takes its time.
 *
 * @returns the stack, or the emulator's refusal
 */
export async function createOrdinaryStack(deps: StackDeps, call: Call, next: Answer): Promise<StackLife | Response> {
  const request = await stackRequest(call, deps.calls);
  const complaint = formatComplaint(request.template);
  if (complaint !== undefined) return errorAnswer(call, 400, "ValidationError", `Template format error: ${complaint}`);
  const at = deps.now();
  const response = await next(call);
  const text = await response.text();
  const refused = response.ok ? undefined : refusalOf(text, response.status);
  if (refused === "itself") return new Response(text, { status: response.status, headers: response.headers });
  const life = emptyLife(request, textOf(text, "StackId") ?? stackId(request));
  const culprit = refused && blamed(life, refused);
  await readBack(deps, life, culprit);
  const { failNetwork, networkSeconds: seconds, secondsOfDeletion: rollbackSeconds } = deps.settings;
  const failed = refused ? { ...refused, resource: culprit } : failNetwork;
  const failure = refusedPart(call, "create", life.resources) ??
    (failed === null ? undefined : failureIn(life, failed));
  life.phases.push({ does: "create", at, seconds, rollbackSeconds, ...(failure ? { failure } : {}) });
  if (failure && !life.disableRollback) {
    life.effects.push({ at: at + (seconds + rollbackSeconds) * 1_000, run: () => removeOrdinaryStack(deps, life) });
  }
  return life;
}

function formatComplaint(template: string): string | undefined {
  try {
    const { resources } = parseTemplate(template);
    return resources.length === 0 ? "At least one Resources member must be defined." : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}

/**
 * The service refuses by itself only what is wrong with the request; what is wrong with a resource shows when its turn comes.
 * The emulator finds out about both at once.
 */
function refusalOf(text: string, status: number): "itself" | { readonly reason: string } {
  const code = textOf(text, "Code") ?? "";
  const byItself =
    /^(ValidationError|AlreadyExistsException|InsufficientCapabilitiesException|LimitExceededException)$/;
  if (status >= 500 || byItself.test(code)) return "itself";
  return { reason: `Resource handler returned message: "${textOf(text, "Message")}" (HandlerErrorCode: ${code})` };
}

function emptyLife(request: StackRequest, id: string): StackLife {
  const { name, region, template, tags, capabilities, disableRollback, token } = request;
  const ours = { id, name, region, template, tags, capabilities, disableRollback, token, kind: "ordinary" } as const;
  return { ...ours, parameters: request.parameters, outputs: [], resources: [], phases: [], effects: [] };
}

/** The resource that is to fail, else the NAT gateway, else the last one. */
function failureIn({ resources }: StackLife, { resource, reason }: { resource?: string; reason: string }): Failure {
  const found = resources.find(({ logicalId }) => logicalId === resource) ??
    resources.find(({ type }) => type === "AWS::EC2::NatGateway") ?? resources[resources.length - 1];
  return { logicalId: found.logicalId, reason };
}

/** The resource with a name of its own that the message speaks of. */
function blamed({ template }: StackLife, { reason }: { reason: string }): string | undefined {
  return parseTemplate(template).resources
    .find(({ properties }) => texts(properties).some((text) => text.length > 4 && reason.includes(text)))?.logicalId;
}

/**
 * Takes parameters, outputs and resources from the emulator, in the order in which CloudFormation makes them.
 *
 * @param culprit a resource that belongs to the story although it was not made
 */
export async function readBack(deps: StackDeps, life: StackLife, culprit?: string): Promise<void> {
  const { region, name } = life;
  const template = parseTemplate(life.template);
  // Of a stack that failed the emulator may know nothing.
  const read = (operation: string) =>
    deps.calls.query("cloudformation", operation, { StackName: name }, { region }).catch(() => "");
  const described = await read("DescribeStacks");
  life.parameters = pairsIn(described, "ParameterKey", "ParameterValue");
  life.outputs = pairsIn(described, "OutputKey", "OutputValue");
  const listed = await read("DescribeStackResources");
  const physical = new Map(pairsIn(listed, "LogicalResourceId", "PhysicalResourceId"));
  const names: Names = {
    ...Object.fromEntries(life.parameters),
    ...Object.fromEntries(physical),
    "AWS::Region": region,
    "AWS::StackName": name,
  };
  const existing = template.resources.filter(({ logicalId, conditional }) =>
    physical.has(logicalId) || !conditional || logicalId === culprit
  );
  life.resources = await Promise.all(
    existing.map(async (resource) => ({
      logicalId: resource.logicalId,
      type: resource.type,
      retained: resource.retained,
      physicalId: await completed(deps, life, resource, physical.get(resource.logicalId) ?? "", names),
    })),
  );
}

function pairsIn(document: string, key: string, value: string): [string, string][] {
  const pattern = new RegExp(`<${key}>([^<]*)</${key}>\\s*(?:<${value}>([^<]*)</${value}>|<${value}/>)?`, "g");
  return [...document.matchAll(pattern)].map(([, name, text]) => [unescapeXml(name), unescapeXml(text ?? "")]);
}

/** Does what the emulator leaves undone for some types; returns the resource's physical id. */
async function completed(
  { calls }: StackDeps,
  { id, name, region }: StackLife,
  { type, logicalId, properties }: TemplateResource,
  physicalId: string,
  names: Names,
): Promise<string> {
  if (physicalId === "") return "";
  const ec2 = (operation: string, fields: Record<string, string>) => calls.query("ec2", operation, fields, { region });
  if (type === "AWS::EC2::Subnet" && textIn(properties.MapPublicIpOnLaunch, names) === "true") {
    await ec2("ModifySubnetAttribute", { SubnetId: physicalId, "MapPublicIpOnLaunch.Value": "true" });
  }
  if (type === "AWS::EC2::VPC") {
    for (const attribute of ["EnableDnsSupport", "EnableDnsHostnames"]) {
      const value = textIn(properties[attribute], names);
      if (value !== "") await ec2("ModifyVpcAttribute", { VpcId: physicalId, [`${attribute}.Value`]: value });
    }
  }
  if (type === "AWS::EC2::RouteTable" || type === "AWS::EC2::InternetGateway") {
    const own = { "stack-name": name, "stack-id": id, "logical-id": logicalId };
    const tags = [
      ...tagsIn(properties.Tags, names),
      ...Object.entries(own).map(([key, Value]) => ({ Key: `aws:cloudformation:${key}`, Value })),
    ];
    const fields = tags.flatMap(({ Key, Value }, index) => [
      [`Tag.${index + 1}.Key`, Key],
      [`Tag.${index + 1}.Value`, Value],
    ]);
    await ec2("CreateTags", { "ResourceId.1": physicalId, ...Object.fromEntries(fields) });
  }
  if (type === "AWS::EC2::SubnetRouteTableAssociation") {
    const RouteTableId = textIn(properties.RouteTableId, names);
    const SubnetId = textIn(properties.SubnetId, names);
    const made = await ec2("AssociateRouteTable", { RouteTableId, SubnetId });
    return textOf(made, "associationId") ?? physicalId;
  }
  return physicalId;
}

/** What the emulator needs to remove a resource that its own `DeleteStack` leaves behind. */
const removers: Readonly<Record<string, (id: string, names: Names, resource: TemplateResource) => readonly Step[]>> = {
  "AWS::EC2::NatGateway": (id) => [["ec2", "DeleteNatGateway", { NatGatewayId: id }]],
  "AWS::EC2::SubnetRouteTableAssociation": (id) => [["ec2", "DisassociateRouteTable", { AssociationId: id }]],
  "AWS::EC2::RouteTable": (id) => [["ec2", "DeleteRouteTable", { RouteTableId: id }]],
  "AWS::EC2::Subnet": (id) => [["ec2", "DeleteSubnet", { SubnetId: id }]],
  "AWS::EC2::VPCGatewayAttachment": (_, names, { properties }) => [["ec2", "DetachInternetGateway", {
    InternetGatewayId: textIn(properties.InternetGatewayId, names),
    VpcId: textIn(properties.VpcId, names),
  }]],
  "AWS::EC2::InternetGateway": (id) => [["ec2", "DeleteInternetGateway", { InternetGatewayId: id }]],
  "AWS::EC2::VPC": (id) => [["ec2", "DeleteVpc", { VpcId: id }]],
  "AWS::IAM::ManagedPolicy": (id) => [["iam", "DeletePolicy", { PolicyArn: id }]],
};

type Step = readonly [service: string, operation: string, fields: Record<string, string>];

/** Removes the resources of a stack, except retained ones, and the stack itself. What cannot be removed stays. */
export async function removeOrdinaryStack({ calls }: StackDeps, life: StackLife): Promise<void> {
  const { region } = life;
  const template = parseTemplate(life.template);
  const names: Names = {
    ...Object.fromEntries(life.parameters),
    ...Object.fromEntries(life.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId])),
  };
  const attempt = async ([service, operation, fields]: Step) => {
    await calls.query(service, operation, fields, { region }).catch(() => "");
  };
  for (const resource of life.resources.toReversed()) {
    if (resource.retained || resource.physicalId === "") continue;
    const remains = await remainsOf(calls, region, resource);
    for (const step of stepsFor(resource, template, names)) await attempt(step);
    for (const step of remains) await attempt(step);
    if (resource.type === "AWS::EC2::EIP") await releaseAddress({ calls }, region, resource.physicalId);
  }
  await attempt(["cloudformation", "DeleteStack", { StackName: life.name }]);
}

function stepsFor(resource: StackResource, template: Template, names: Names): readonly Step[] {
  const source = template.resources.find(({ logicalId }) => logicalId === resource.logicalId);
  return source === undefined ? [] : removers[resource.type]?.(resource.physicalId, names, source) ?? [];
}

/** What the emulator forgets to remove along with a resource; asked before the resource is gone. */
async function remainsOf(calls: EmulatorCalls, region: string, { type, physicalId }: StackResource): Promise<Step[]> {
  if (type === "AWS::EC2::NatGateway") {
    const found = await calls.query("ec2", "DescribeNatGateways", { "NatGatewayId.1": physicalId }, { region });
    return [["ec2", "DeleteNetworkInterface", { NetworkInterfaceId: textOf(found, "networkInterfaceId") ?? "" }]];
  }
  return [];
}

/** An address in a network can only be released by its allocation. */
async function releaseAddress({ calls }: Pick<StackDeps, "calls">, region: string, address: string): Promise<void> {
  try {
    const found = await calls.query("ec2", "DescribeAddresses", { "PublicIp.1": address }, { region });
    const AssociationId = textOf(found, "associationId");
    if (AssociationId) await calls.query("ec2", "DisassociateAddress", { AssociationId }, { region });
    await calls.query("ec2", "ReleaseAddress", { AllocationId: neededText(found, "allocationId") }, { region });
  } catch {
    // It is gone already.
  }
}

/** Why a stack cannot be deleted now: an instance still lives in one of its networks. */
export async function deletionFailure({ calls }: StackDeps, life: StackLife): Promise<Failure | undefined> {
  for (const { type, physicalId, logicalId } of life.resources) {
    if (type !== "AWS::EC2::Subnet") continue;
    const fields = { "Filter.1.Name": "subnet-id", "Filter.1.Value.1": physicalId };
    const found = await calls.query("ec2", "DescribeInstances", fields, { region: life.region });
    if (!/<instanceState><code>\d+<\/code><name>(?!terminated)/.test(found.replace(/>\s+</g, "><"))) continue;
    return { logicalId, reason: `The subnet '${physicalId}' has dependencies and cannot be deleted.` };
  }
  return undefined;
}

/** Passes an update on; a template and parameters that change nothing are refused, as the service does. */
export async function updateOrdinaryStack(
  deps: StackDeps,
  call: Call,
  life: StackLife,
  next: Answer,
): Promise<Response> {
  const asked = await stackRequest(call, deps.calls);
  const request = {
    ...asked,
    template: call.parameters.UsePreviousTemplate === "true" ? life.template : asked.template,
  };
  if (request.template === life.template && sameParameters(life, request)) {
    return errorAnswer(call, 400, "ValidationError", "No updates are to be performed.");
  }
  const response = await next(call);
  if (!response.ok) return response;
  life.template = request.template;
  await readBack(deps, life);
  life.phases.push({ does: "update", at: deps.now(), seconds: deps.settings.networkSeconds });
  return response;
}

/** A parameter that is not named keeps its default, one without a value its previous one. */
function sameParameters({ parameters, template }: StackLife, request: StackRequest): boolean {
  const asked = new Map(request.parameters);
  const defaults = parseTemplate(template).parameters;
  return parameters.every(([key, value]) => (asked.get(key) || (asked.has(key) ? value : defaults[key])) === value);
}
