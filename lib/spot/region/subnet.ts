import { z } from "zod";
import type { Subnet } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import type { Resource } from "../../aws/resource.ts";
import { blockersIn } from "./blockers.ts";
import { createOnce } from "./create_once.ts";
import { isManaged, managedFilter, ownTags, tagsOf } from "./marks.ts";
import { subnetBlock } from "./subnet_block.ts";
import { partFields, partKey } from "./region_part.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { untilFree } from "./until_free.ts";

/** `place`: which of the network's blocks of 256 addresses it takes if that one is free. */
const spec = z.object({
  ...partFields,
  vpc: z.string(),
  cidr: z.string(),
  zone: z.string(),
  place: z.number(),
});
type SubnetSpec = z.infer<typeof spec>;

/** The part of a region's network in one zone. */
export const spotSubnet: Resource<SpotDeps, SubnetSpec, { readonly id: string }> = {
  kind: "spot-subnet",
  layer: "spot",
  actions: {
    find: ["ec2:DescribeSubnets"],
    write: ["ec2:CreateSubnet", "ec2:CreateTags"],
    remove: ["ec2:DeleteSubnet", "ec2:DescribeNetworkInterfaces"],
  },
  spec,
  key: partKey,
  title: ({ name, id, zone, region }) => `subnet ${id || name} of ${zone || region}`,
  async find(deps, wanted) {
    const subnet = await subnetLike(deps, wanted);
    return subnet === undefined ? { is: "absent" } : { is: "ready", spec: wanted, out: { id: subnet.SubnetId ?? "" } };
  },
  async write(deps, wanted, found) {
    if (found.is === "absent") await create(deps, wanted);
  },
  async remove(deps, wanted) {
    const { DeleteSubnetCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const SubnetId = wanted.id || (await subnetLike(deps, wanted))?.SubnetId;
    if (SubnetId === undefined) return;
    const remove = () => ec2.send(new DeleteSubnetCommand({ SubnetId }));
    const using = () => blockersIn(deps, { Name: "subnet-id", Values: [SubnetId] });
    await untilFree(deps, spotSubnet.title(wanted), remove, using);
  },
};

async function subnets({ aws }: SpotDeps, Filters: { Name: string; Values: string[] }[]): Promise<readonly Subnet[]> {
  const { paginateDescribeSubnets } = await import("@aws-sdk/client-ec2");
  const all: Subnet[] = [];
  for await (const page of paginateDescribeSubnets({ client: await aws.ec2() }, { Filters })) {
    all.push(...page.Subnets ?? []);
  }
  return all;
}

async function subnetLike(deps: SpotDeps, { id, vpc, zone }: SubnetSpec): Promise<Subnet | undefined> {
  if (id !== "") return (await subnets(deps, [{ Name: "subnet-id", Values: [id] }]))[0];
  const { managed } = deps.marks;
  const found = await subnets(deps, [
    managedFilter(managed),
    { Name: "vpc-id", Values: [vpc] },
    { Name: "availability-zone", Values: [zone] },
  ]);
  return found.find((subnet) => isManaged(subnet, managed));
}

async function create(deps: SpotDeps, wanted: SubnetSpec): Promise<void> {
  const { CreateSubnetCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2Once();
  const { zone, vpc: VpcId, name } = wanted;
  const TagSpecifications = [{
    ResourceType: "subnet" as const,
    Tags: tagsOf(deps.marks, name, { [ownTags.zone]: zone }),
  }];
  for (let place = wanted.place;;) {
    const CidrBlock = subnetBlock(wanted.cidr, place);
    const command = new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: zone, TagSpecifications });
    try {
      await createOnce(
        deps,
        async () => (await ec2.send(command)).Subnet?.SubnetId,
        async () => (await subnetLike(deps, wanted))?.SubnetId,
      );
      return;
    } catch (error) {
      if (!isAwsError(error, "InvalidSubnet.Conflict")) throw error;
      if (await subnetLike(deps, wanted) !== undefined) return;
      const taken = (await subnets(deps, [{ Name: "vpc-id", Values: [VpcId] }])).map(({ CidrBlock }) => CidrBlock);
      do place = (place + 1) % 256; while (place !== wanted.place && taken.includes(subnetBlock(wanted.cidr, place)));
      if (place === wanted.place) throw error;
    }
  }
}
