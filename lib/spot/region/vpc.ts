import { z } from "zod";
import type { Vpc } from "@aws-sdk/client-ec2";
import type { Resource } from "../../aws/resource.ts";
import { createOnce } from "./create_once.ts";
import { blockersIn } from "./blockers.ts";
import { isManaged, managedFilter, nameFilter, tagsOf } from "./marks.ts";
import { partFields, partKey } from "./region_part.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { untilFree } from "./until_free.ts";

const spec = z.object({
  ...partFields,
  cidr: z.string(),
  dns: z.boolean(),
});
type VpcSpec = z.infer<typeof spec>;

/** The network of a region's nodes. */
export const spotVpc: Resource<SpotDeps, VpcSpec, { readonly id: string; readonly others: number }> = {
  kind: "spot-vpc",
  layer: "spot",
  actions: {
    find: ["ec2:DescribeVpcs", "ec2:DescribeVpcAttribute"],
    write: ["ec2:CreateVpc", "ec2:CreateTags", "ec2:ModifyVpcAttribute"],
    remove: ["ec2:DeleteVpc", "ec2:DescribeNetworkInterfaces"],
  },
  spec,
  fixed: ["cidr"],
  key: partKey,
  title: ({ region, name, id }) => `network ${id || name} of ${region}`,
  async find(deps, wanted, depth) {
    const vpcs = await vpcsLike(deps, wanted);
    if (vpcs.length === 0) return { is: "absent" };
    const [{ VpcId: id = "", CidrBlock: cidr = "" }] = vpcs;
    const dns = depth === "exists" ? wanted.dns : await hasDns(deps, id);
    return { is: "ready", spec: { ...wanted, cidr, dns }, out: { id, others: vpcs.length - 1 } };
  },
  async write(deps, wanted, found) {
    // Nothing but a look keeps EC2 from making a second one of the same name.
    const standing = found.is === "ready" ? found.out.id : (await vpcsLike(deps, wanted))[0]?.VpcId;
    const id = standing ?? await create(deps, wanted);
    const { ModifyVpcAttributeCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    // One request sets one attribute.
    await Promise.all([
      ec2.send(new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsSupport: { Value: true } })),
      ec2.send(new ModifyVpcAttributeCommand({ VpcId: id, EnableDnsHostnames: { Value: true } })),
    ]);
  },
  async remove(deps, wanted) {
    const { DeleteVpcCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const VpcId = wanted.id || (await vpcsLike(deps, wanted))[0]?.VpcId;
    if (VpcId === undefined) return;
    const remove = () => ec2.send(new DeleteVpcCommand({ VpcId }));
    await untilFree(deps, spotVpc.title(wanted), remove, () => blockersIn(deps, { Name: "vpc-id", Values: [VpcId] }));
  },
};

/** Those that the specification names, the one with the lowest id first. */
async function vpcsLike({ aws, marks }: SpotDeps, { id, name }: VpcSpec): Promise<readonly Vpc[]> {
  const { paginateDescribeVpcs } = await import("@aws-sdk/client-ec2");
  const Filters = id === ""
    ? [managedFilter(marks.managed), nameFilter(name), { Name: "state", Values: ["available"] }]
    : [{ Name: "vpc-id", Values: [id] }];
  const vpcs: Vpc[] = [];
  for await (const page of paginateDescribeVpcs({ client: await aws.ec2() }, { Filters })) {
    vpcs.push(...page.Vpcs ?? []);
  }
  return vpcs.filter((vpc) => id !== "" || isManaged(vpc, marks.managed))
    .sort((one, other) => (one.VpcId ?? "") < (other.VpcId ?? "") ? -1 : 1);
}

async function hasDns({ aws }: SpotDeps, VpcId: string): Promise<boolean> {
  const { DescribeVpcAttributeCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const [support, names] = await Promise.all([
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" })),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" })),
  ]);
  return (support.EnableDnsSupport?.Value ?? false) && (names.EnableDnsHostnames?.Value ?? false);
}

async function create(deps: SpotDeps, wanted: VpcSpec): Promise<string> {
  const { CreateVpcCommand } = await import("@aws-sdk/client-ec2");
  const { aws, marks } = deps;
  const ec2 = await aws.ec2Once();
  const send = async () => {
    const TagSpecifications = [{ ResourceType: "vpc" as const, Tags: tagsOf(marks, wanted.name) }];
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: wanted.cidr, TagSpecifications }));
    return Vpc?.VpcId ?? "";
  };
  return await createOnce(deps, send, async () => (await vpcsLike(deps, wanted))[0]?.VpcId);
}
