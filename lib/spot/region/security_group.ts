import { z } from "zod";
import type { IpPermission, SecurityGroup } from "@aws-sdk/client-ec2";
import { isAlreadyThere, isAwsError } from "../../aws/aws_error.ts";
import type { Resource } from "../../aws/resource.ts";
import { blockersIn } from "./blockers.ts";
import { createOnce } from "./create_once.ts";
import { isGone } from "./is_gone.ts";
import { tagsOf } from "./marks.ts";
import { partFields, partKey } from "./region_part.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { untilFree } from "./until_free.ts";

/** `rules`: who reaches which TCP port, as in `22 203.0.113.0/24` or `22 pl-0e4bcff02b13bef1e`, sorted. */
const spec = z.object({
  ...partFields,
  vpc: z.string(),
  rules: z.array(z.string()),
});
type GroupSpec = z.infer<typeof spec>;

/** Who reaches a region's nodes. Rules that a person has added stay. */
export const spotSecurityGroup: Resource<SpotDeps, GroupSpec, { readonly id: string }> = {
  kind: "spot-security-group",
  layer: "spot",
  actions: {
    find: ["ec2:DescribeSecurityGroups"],
    write: ["ec2:CreateSecurityGroup", "ec2:CreateTags", "ec2:AuthorizeSecurityGroupIngress"],
    remove: [
      "ec2:RevokeSecurityGroupIngress",
      "ec2:RevokeSecurityGroupEgress",
      "ec2:DeleteSecurityGroup",
      "ec2:DescribeNetworkInterfaces",
    ],
  },
  spec,
  key: partKey,
  title: ({ region, name, id }) => `security group ${id || name} of ${region}`,
  async find(deps, wanted) {
    const group = await groupLike(deps, wanted);
    if (group === undefined) return { is: "absent" };
    const open = rulesOf(group.IpPermissions ?? []);
    const rules = wanted.rules.filter((rule) => open.includes(rule));
    return { is: "ready", spec: { ...wanted, rules }, out: { id: group.GroupId ?? "" } };
  },
  async write(deps, wanted, found) {
    const GroupId = found.is === "ready" ? found.out.id : await create(deps, wanted);
    const open = found.is === "ready" ? found.spec.rules : [];
    const missing = wanted.rules.filter((rule) => !open.includes(rule));
    if (missing.length > 0) await allow(deps, GroupId, missing);
  },
  async remove(deps, wanted) {
    const { DeleteSecurityGroupCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const group = await groupLike(deps, wanted);
    if (group === undefined) return;
    await revokeReferences(deps, group);
    const { GroupId } = group;
    const remove = () => ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    const using = () => blockersIn(deps, { Name: "group-id", Values: [GroupId ?? ""] });
    await untilFree(deps, spotSecurityGroup.title(wanted), remove, using);
  },
};

function rulesOf(permissions: readonly IpPermission[]): readonly string[] {
  return permissions.filter(({ IpProtocol, FromPort, ToPort }) => IpProtocol === "tcp" && FromPort === ToPort)
    .flatMap(({ FromPort, IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] }) =>
      [
        ...IpRanges.map(({ CidrIp }) => CidrIp),
        ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6),
        ...PrefixListIds.map(({ PrefixListId }) => PrefixListId),
      ].map((source) => `${FromPort} ${source}`)
    );
}

/** By its name in the network, which EC2 keeps unique. */
async function groupLike({ aws }: SpotDeps, { id, vpc, name }: GroupSpec): Promise<SecurityGroup | undefined> {
  const { DescribeSecurityGroupsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = id === ""
    ? [{ Name: "vpc-id", Values: [vpc] }, { Name: "group-name", Values: [name] }]
    : [{ Name: "group-id", Values: [id] }];
  const { SecurityGroups = [] } = await (await aws.ec2()).send(new DescribeSecurityGroupsCommand({ Filters }));
  return SecurityGroups[0];
}

async function create(deps: SpotDeps, wanted: GroupSpec): Promise<string> {
  const { CreateSecurityGroupCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2Once();
  const command = new CreateSecurityGroupCommand({
    GroupName: wanted.name,
    Description: "Security group for Bacalhau Spot Instances",
    VpcId: wanted.vpc,
    TagSpecifications: [{ ResourceType: "security-group", Tags: tagsOf(deps.marks, wanted.name) }],
  });
  const look = async () => (await groupLike(deps, wanted))?.GroupId;
  const made = await createOnce(deps, async () => (await ec2.send(command)).GroupId, look).catch(async (error) => {
    if (!isAlreadyThere(error) && !isAwsError(error, "InvalidGroup.Duplicate")) throw error;
    return await look();
  });
  return made ?? "";
}

/** In one request, or one by one where some of them stand already. */
async function allow({ aws }: SpotDeps, GroupId: string, rules: readonly string[]): Promise<void> {
  const { AuthorizeSecurityGroupIngressCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const open = (some: readonly string[]) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: some.map(permission) }));
  try {
    await open(rules);
  } catch (error) {
    if (!isAwsError(error, "InvalidPermission.Duplicate")) throw error;
    for (const rule of rules) {
      await open([rule]).catch((error) => {
        if (!isAwsError(error, "InvalidPermission.Duplicate")) throw error;
      });
    }
  }
}

function permission(rule: string): IpPermission {
  const [port, source] = rule.split(" ");
  const range = source.startsWith("pl-")
    ? { PrefixListIds: [{ PrefixListId: source }] }
    : source.includes(":")
    ? { Ipv6Ranges: [{ CidrIpv6: source }] }
    : { IpRanges: [{ CidrIp: source }] };
  return { IpProtocol: "tcp", FromPort: Number(port), ToPort: Number(port), ...range };
}

/** Rules that name groups keep these from being deleted, this one included. */
async function revokeReferences({ aws }: SpotDeps, group: SecurityGroup): Promise<void> {
  const { RevokeSecurityGroupEgressCommand, RevokeSecurityGroupIngressCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } = group;
  const naming = (permissions: readonly IpPermission[]) =>
    permissions.filter(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.length > 0)
      .map(({ IpProtocol, FromPort, ToPort, UserIdGroupPairs }) => ({
        IpProtocol,
        FromPort,
        ToPort,
        UserIdGroupPairs,
      }));
  const ignore = (error: unknown) => {
    if (!isGone(error)) throw error;
  };
  const [inbound, outbound] = [naming(IpPermissions), naming(IpPermissionsEgress)];
  if (inbound.length > 0) {
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: inbound })).catch(ignore);
  }
  if (outbound.length > 0) {
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: outbound })).catch(ignore);
  }
}
