import type { EC2Client, Filter, Tag } from "@aws-sdk/client-ec2";
import { isManaged, managedFilter, ownTags, tagOf } from "./marks.ts";
import type { SpotDeps } from "./spot_deps.ts";
import type { Thing, ThingKind } from "./things.ts";

export const findThingsActions = [
  "ec2:DescribeInstances",
  "ec2:DescribeVpcs",
  "ec2:DescribeSubnets",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeRouteTables",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribeSpotInstanceRequests",
  "ec2:DescribeVolumes",
] as const;

type Facts = Omit<Thing, "kind" | "region" | "creator" | "deployment" | "isManaged" | "spec">;
type Lister = (client: EC2Client, Filters: Filter[]) => Promise<readonly (Partial<Facts> & Named)[]>;
type Named = { readonly id: string; readonly tags: readonly Tag[]; readonly isOurs?: boolean; readonly name?: string };

/** How each kind is listed, and the filter that says in which network it stands. */
type Row = { readonly list: Lister; readonly inVpc?: string };

/**
 * Looks in a region for everything that carries the managed tag, all kinds side by side, and then for what stands inside of our networks
 * without it. Nothing is changed.
 */
export async function findThings(deps: SpotDeps, account: string): Promise<readonly Thing[]> {
  const client = await deps.aws.ec2();
  const rows = Object.entries(await listers()) as [ThingKind, Row][];
  const tagged = await list(deps, account, client, rows, () => [managedFilter(deps.marks.managed)]);
  const ours = tagged.filter((thing) => thing.isManaged);
  const vpcs = ours.filter(({ kind }) => kind === "spot-vpc").map(({ id }) => id);
  if (vpcs.length === 0) return ours;
  const inside = rows.filter(([, { inVpc }]) => inVpc !== undefined);
  const more = await list(deps, account, client, inside, ({ inVpc = "" }) => [{ Name: inVpc, Values: vpcs }]);
  return [...ours, ...more.filter(({ id }) => !ours.some((other) => other.id === id))];
}

async function list(
  { aws: { region }, marks }: SpotDeps,
  account: string,
  client: EC2Client,
  rows: readonly [ThingKind, Row][],
  filters: (row: Row) => Filter[],
): Promise<readonly Thing[]> {
  const found = await Promise.all(rows.map(async ([kind, row]) => {
    return (await row.list(client, filters(row))).filter(({ isOurs = true }) => isOurs).map((each): Thing => {
      const tagged = { Tags: [...each.tags] };
      const { id, vpc = "", state = "", zone = "", fleet = "", made, keeper = "" } = each;
      return {
        ...{ kind, id, region, vpc, state, zone, fleet, made, keeper },
        creator: tagOf(tagged, ownTags.creator) ?? "",
        deployment: tagOf(tagged, ownTags.deployment) ?? "",
        isManaged: isManaged(tagged, marks.managed),
        spec: { account, region, id, name: "", vpc },
      };
    });
  }));
  return found.flat();
}

async function listers(): Promise<Readonly<Record<ThingKind, Row>>> {
  const {
    paginateDescribeInstances,
    paginateDescribeInternetGateways,
    paginateDescribeLaunchTemplates,
    paginateDescribeNetworkInterfaces,
    paginateDescribeRouteTables,
    paginateDescribeSecurityGroups,
    paginateDescribeSpotInstanceRequests,
    paginateDescribeSubnets,
    paginateDescribeVolumes,
    paginateDescribeVpcs,
  } = await import("@aws-sdk/client-ec2");
  const gather = async <P, T>(
    pages: AsyncIterable<P>,
    of: (page: P) => readonly T[] | undefined,
  ): Promise<readonly T[]> => {
    const all: T[] = [];
    for await (const page of pages) all.push(...of(page) ?? []);
    return all;
  };
  return {
    "spot-instance": {
      inVpc: "vpc-id",
      async list(client, Filters) {
        const reservations = await gather(
          paginateDescribeInstances({ client }, { Filters }),
          ({ Reservations }) => Reservations,
        );
        return reservations.flatMap(({ Instances = [] }) => Instances).map((each) => ({
          id: each.InstanceId ?? "",
          tags: each.Tags ?? [],
          vpc: each.VpcId ?? "",
          state: each.State?.Name ?? "",
          zone: each.Placement?.AvailabilityZone ?? "",
          fleet: tagOf(each, "aws:ec2:fleet-id") ?? "",
          made: each.LaunchTime,
          isOurs: each.State?.Name !== "terminated",
        }));
      },
    },
    "spot-vpc": {
      async list(client, Filters) {
        const all = await gather(paginateDescribeVpcs({ client }, { Filters }), ({ Vpcs }) => Vpcs);
        // A default network is never ours, whoever has put a tag on it.
        return all.map(({ VpcId = "", Tags = [], IsDefault }) => ({
          id: VpcId,
          tags: Tags,
          vpc: VpcId,
          isOurs: !IsDefault,
        }));
      },
    },
    "spot-gateway": {
      inVpc: "attachment.vpc-id",
      async list(client, Filters) {
        const all = await gather(
          paginateDescribeInternetGateways({ client }, { Filters }),
          (page) => page.InternetGateways,
        );
        return all.map(({ InternetGatewayId = "", Tags = [], Attachments = [] }) => {
          return { id: InternetGatewayId, tags: Tags, vpc: Attachments[0]?.VpcId ?? "" };
        });
      },
    },
    "spot-route-table": {
      inVpc: "vpc-id",
      async list(client, Filters) {
        const all = await gather(
          paginateDescribeRouteTables({ client }, { Filters }),
          ({ RouteTables }) => RouteTables,
        );
        return all.map(({ RouteTableId = "", Tags = [], VpcId = "", Associations = [] }) => {
          return { id: RouteTableId, tags: Tags, vpc: VpcId, isOurs: !Associations.some(({ Main }) => Main) };
        });
      },
    },
    "spot-subnet": {
      inVpc: "vpc-id",
      async list(client, Filters) {
        const all = await gather(paginateDescribeSubnets({ client }, { Filters }), ({ Subnets }) => Subnets);
        return all.map(({ SubnetId = "", Tags = [], VpcId = "", DefaultForAz }) => {
          return { id: SubnetId, tags: Tags, vpc: VpcId, isOurs: !DefaultForAz };
        });
      },
    },
    "spot-security-group": {
      inVpc: "vpc-id",
      async list(client, Filters) {
        const all = await gather(
          paginateDescribeSecurityGroups({ client }, { Filters }),
          (page) => page.SecurityGroups,
        );
        return all.map(({ GroupId = "", Tags = [], VpcId = "", GroupName }) => {
          return { id: GroupId, tags: Tags, vpc: VpcId, isOurs: GroupName !== "default" };
        });
      },
    },
    "spot-interface": {
      inVpc: "vpc-id",
      async list(client, Filters) {
        const all = await gather(
          paginateDescribeNetworkInterfaces({ client }, { Filters }),
          (page) => page.NetworkInterfaces,
        );
        return all.map((
          { NetworkInterfaceId = "", TagSet = [], VpcId = "", Attachment, RequesterManaged, Description },
        ) => ({
          id: NetworkInterfaceId,
          tags: TagSet,
          vpc: VpcId,
          keeper: RequesterManaged ? Description || "a service of AWS" : "",
          // Those of an instance go with it.
          isOurs: Attachment?.InstanceId === undefined,
        }));
      },
    },
    "spot-launch-template": {
      async list(client, Filters) {
        const all = await gather(
          paginateDescribeLaunchTemplates({ client }, { Filters }),
          (page) => page.LaunchTemplates,
        );
        return all.map(({ LaunchTemplateId = "", Tags = [], CreateTime }) => ({
          id: LaunchTemplateId,
          tags: Tags,
          made: CreateTime,
        }));
      },
    },
    "spot-request": {
      async list(client, Filters) {
        const pages = paginateDescribeSpotInstanceRequests({ client }, { Filters });
        return (await gather(pages, (page) => page.SpotInstanceRequests)).map((each) => ({
          id: each.SpotInstanceRequestId ?? "",
          tags: each.Tags ?? [],
          state: each.Status?.Code ?? each.State ?? "",
          made: each.CreateTime,
          isOurs: each.State === "open" || each.State === "active",
        }));
      },
    },
    "spot-volume": {
      async list(client, Filters) {
        const all = await gather(paginateDescribeVolumes({ client }, { Filters }), ({ Volumes }) => Volumes);
        // One that is attached goes with its instance.
        return all.map(({ VolumeId = "", Tags = [], State, CreateTime }) => {
          return { id: VolumeId, tags: Tags, made: CreateTime, isOurs: State === "available" };
        });
      },
    },
  };
}
