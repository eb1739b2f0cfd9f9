import type { Parameter, Stack } from "@aws-sdk/client-cloudformation";
import { z } from "zod";
import template from "../../../templates/network_stack.yaml" with { type: "text" };
import { availabilityZone } from "../../names/availability_zone.ts";
import { command } from "../../host/errors/advice.ts";
import { isAwsError } from "../aws_error.ts";
import { deriveResourcePrefix } from "../../names/derive_resource_prefix.ts";
import { deriveStackName } from "../../names/derive_stack_name.ts";
import { profileFlag } from "../profile_flag.ts";
import type { AwsDeps, Found, Resource } from "../resource.ts";
import type { Aws } from "../session.ts";
import { stackLife } from "../stack_life.ts";
import { stackEvents } from "../questions/stack_events.ts";

export type NetworkStackSpec = {
  account: string;
  region: string;
  az: string;
  /** The stack's name. */
  name: string;
  /** The prefix of all Name tags. */
  environmentName: string;
  vpcCidr: string;
  publicCidr: string;
  privateCidr: string;
  /** Whether this stack makes the account's policy `pclusterTagsAndBudget`. */
  createPolicy: boolean;
};

export type NetworkStackOut = {
  stackId: string;
  /** For example `CREATE_COMPLETE`. */
  status: string;
  vpcId: string;
  publicSubnetId: string;
  privateSubnetId: string;
  /** Null when another stack made the policy; then it is to be found by its name. */
  policyArn: string | null;
  /** Whether this stack made the policy, which says nothing of the network and so is no difference. */
  createdPolicy: boolean;
};

/** CloudFormation acts with the caller's permissions, so those for the 14 parts belong to each verb. */
const actions = {
  find: ["cloudformation:DescribeStacks"],
  write: [
    "cloudformation:CreateStack",
    "cloudformation:UpdateStack",
    "cloudformation:DescribeStackEvents",
    "ec2:CreateVpc",
    "ec2:ModifyVpcAttribute",
    "ec2:DescribeVpcs",
    "ec2:CreateInternetGateway",
    "ec2:AttachInternetGateway",
    "ec2:DescribeInternetGateways",
    "ec2:CreateSubnet",
    "ec2:ModifySubnetAttribute",
    "ec2:DescribeSubnets",
    "ec2:AllocateAddress",
    "ec2:DescribeAddresses",
    "ec2:CreateNatGateway",
    "ec2:DescribeNatGateways",
    "ec2:CreateRouteTable",
    "ec2:DescribeRouteTables",
    "ec2:CreateRoute",
    "ec2:ReplaceRoute",
    "ec2:AssociateRouteTable",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeAccountAttributes",
    "iam:CreatePolicy",
    "iam:GetPolicy",
  ],
  remove: [
    "cloudformation:DeleteStack",
    "ec2:DescribeVpcs",
    "ec2:DeleteVpc",
    "ec2:DescribeInternetGateways",
    "ec2:DetachInternetGateway",
    "ec2:DeleteInternetGateway",
    "ec2:DescribeSubnets",
    "ec2:DeleteSubnet",
    "ec2:DescribeAddresses",
    "ec2:ReleaseAddress",
    "ec2:DescribeNatGateways",
    "ec2:DeleteNatGateway",
    "ec2:DescribeRouteTables",
    "ec2:DeleteRouteTable",
    "ec2:DeleteRoute",
    "ec2:DisassociateRouteTable",
  ],
} as const;

/** The network of one zone: VPC, public and private subnet, NAT; from the template that travels with the program. */
export const networkStack: Resource<AwsDeps, NetworkStackSpec, NetworkStackOut> = networkStackFrom(template);

/**
 * What a zone's network looks like.
 *
 * @param az throws `DAY-CFG-003` when it is not a zone of a commercial region
 * @param createPolicy true when the account has no policy `pclusterTagsAndBudget` yet
 */
export function networkStackSpec({ account, az, createPolicy }: {
  account: string;
  az: string;
  createPolicy: boolean;
}): NetworkStackSpec {
  return {
    account,
    region: availabilityZone(az).region,
    az,
    name: deriveStackName(az),
    environmentName: deriveResourcePrefix(az),
    vpcCidr: "10.0.0.0/16",
    publicCidr: "10.0.0.0/24",
    privateCidr: "10.0.1.0/24",
    createPolicy,
  };
}

/**
 * A network stack from a template with the parameters and outputs of the shipped one.
 *
 * `write` ends when CloudFormation has accepted the request; then looking says "moving" until it is done. `remove`
 * likewise.
 *
 * @param body the template's text
 */
export function networkStackFrom(body: string): Resource<AwsDeps, NetworkStackSpec, NetworkStackOut> {
  return {
    kind: "network-stack",
    layer: "network",
    actions,
    spec: z.object({
      account: z.string(),
      region: z.string(),
      az: z.string(),
      name: z.string(),
      environmentName: z.string(),
      vpcCidr: z.string(),
      publicCidr: z.string(),
      privateCidr: z.string(),
      createPolicy: z.boolean(),
    }),
    // Addresses and the zone are of the network that was made; an update would replace it.
    fixed: ["az", "vpcCidr", "publicCidr", "privateCidr"],
    lasting: ["vpcId", "publicSubnetId", "privateSubnetId", "policyArn"],
    labels: {
      environmentName: "name prefix",
      vpcCidr: "VPC",
      publicCidr: "public subnet",
      privateCidr: "private subnet",
    },
    key: ({ account, region, name }) => `${account}/${region}/${name}`,
    title: ({ az }) => `network of ${az}`,
    find: findStack,
    write: ({ aws }, wanted, found, token) =>
      found.is === "ready"
        ? updateStack(aws, body, wanted, found.out.createdPolicy, token)
        : createStack(aws, body, wanted, token),
    wrote: ({ aws }, { name }, _found, token) => wasStartedWith(aws, name, token),
    remove: removeStack,
  };
}

async function findStack({ aws }: AwsDeps, spec: NetworkStackSpec): Promise<Found<NetworkStackSpec, NetworkStackOut>> {
  const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  try {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: spec.name }));
    const stack = Stacks?.[0];
    return stack === undefined ? { is: "absent" } : judge(aws, spec, stack);
  } catch (error) {
    if (isAbsent(error)) return { is: "absent" };
    throw error;
  }
}

/** CloudFormation has no error of its own for an unknown stack; only the text tells it from a bad request. */
function isAbsent(error: unknown): boolean {
  return isAwsError(error, "ValidationError") && error instanceof Error && error.message.includes("does not exist");
}

/** A half-built network looks like one subnet, so the status comes before the parts. */
function judge(aws: Aws, spec: NetworkStackSpec, stack: Stack): Found<NetworkStackSpec, NetworkStackOut> {
  const status = stack.StackStatus ?? "UNKNOWN";
  const life = stackLife(status);
  if (life === "gone") return { is: "absent" };
  if (life === "standing") return { is: "ready", spec: specOf(spec, stack), out: outOf(stack, status) };
  const why = `stack ${spec.name} in ${spec.region} is ${status}`;
  if (life === "coming" || life === "changing" || life === "failing" || life === "going") return { is: "moving", why };
  if (status === "UPDATE_FAILED" || status === "UPDATE_ROLLBACK_FAILED") {
    const verb = status === "UPDATE_FAILED" ? "rollback-stack" : "continue-update-rollback";
    const names = `--stack-name ${spec.name} --region ${spec.region}${profileFlag(aws.profile)}`;
    return { is: "stuck", why: `${why}; roll it back first`, fix: command(`aws cloudformation ${verb} ${names}`) };
  }
  const place = `--region ${spec.region}${profileFlag(aws.profile)}`;
  const fix = command(`aws cloudformation delete-stack --stack-name ${spec.name} ${place}`);
  return { is: "stuck", why: `${why}; delete it before creating a network`, fix };
}

function specOf(asked: NetworkStackSpec, { Parameters = [] }: Stack): NetworkStackSpec {
  const value = (key: string) => Parameters.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue ?? "";
  return {
    account: asked.account,
    region: asked.region,
    az: value("AvailabilityZone"),
    name: asked.name,
    environmentName: value("EnvironmentName"),
    vpcCidr: value("VpcCIDR"),
    publicCidr: value("PublicSubnetCIDR"),
    privateCidr: value("PrivateSubnetCIDR"),
    createPolicy: asked.createPolicy,
  };
}

function outOf({ StackId = "", Outputs = [], Parameters = [] }: Stack, status: string): NetworkStackOut {
  const value = (key: string) => Outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? "";
  const policy = value("PclusterPolicy");
  return {
    stackId: StackId,
    status,
    vpcId: value("VPC"),
    publicSubnetId: value("PublicSubnets"),
    privateSubnetId: value("PrivateSubnet"),
    policyArn: policy.startsWith("arn:") ? policy : null,
    createdPolicy: Parameters.some(({ ParameterKey, ParameterValue }) =>
      ParameterKey === "CreatePolicy" && ParameterValue === "true"
    ),
  };
}

async function createStack(aws: Aws, body: string, wanted: NetworkStackSpec, token: string): Promise<void> {
  const { CreateStackCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  await cloudformation.send(new CreateStackCommand(stackInput(body, wanted, token)));
}

/** The first event of a stack tells the token of the request that made it. */
async function wasStartedWith(aws: Aws, name: string, token: string): Promise<boolean> {
  const [first] = await stackEvents(aws, name);
  return first?.token === token;
}

/**
 * Who made the policy is never changed: CloudFormation would delete a policy that the stack stops owning when the old
 * template did not protect it.
 */
async function updateStack(
  aws: Aws,
  body: string,
  wanted: NetworkStackSpec,
  createPolicy: boolean,
  token: string,
): Promise<void> {
  const { UpdateStackCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  const spec = { ...wanted, createPolicy };
  try {
    await cloudformation.send(new UpdateStackCommand(stackInput(body, spec, token)));
  } catch (error) {
    const unchanged = error instanceof Error && error.message.includes("No updates are to be performed");
    if (!unchanged) throw error;
  }
}

function stackInput(body: string, spec: NetworkStackSpec, token: string) {
  return {
    StackName: spec.name,
    TemplateBody: body,
    Capabilities: ["CAPABILITY_NAMED_IAM" as const],
    Parameters: parametersOf(spec),
    ClientRequestToken: token,
  };
}

function parametersOf(spec: NetworkStackSpec): Parameter[] {
  return [
    { ParameterKey: "EnvironmentName", ParameterValue: spec.environmentName },
    { ParameterKey: "VpcCIDR", ParameterValue: spec.vpcCidr },
    { ParameterKey: "PublicSubnetCIDR", ParameterValue: spec.publicCidr },
    { ParameterKey: "PrivateSubnetCIDR", ParameterValue: spec.privateCidr },
    { ParameterKey: "AvailabilityZone", ParameterValue: spec.az },
    { ParameterKey: "CreatePolicy", ParameterValue: String(spec.createPolicy) },
  ];
}

async function removeStack({ aws }: AwsDeps, { name }: NetworkStackSpec): Promise<void> {
  const { DeleteStackCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  try {
    await cloudformation.send(new DeleteStackCommand({ StackName: name }));
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}
