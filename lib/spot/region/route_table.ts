import { z } from "zod";
import type { RouteTable } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import type { Resource } from "../../aws/resource.ts";
import { createOnce } from "./create_once.ts";
import { isGone } from "./is_gone.ts";
import { isManaged, managedFilter, tagsOf } from "./marks.ts";
import { partFields, partKey } from "./region_part.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { untilFree } from "./until_free.ts";

/** `gateway`: where everything goes that is not for the network itself. */
const spec = z.object({
  ...partFields,
  vpc: z.string(),
  gateway: z.string(),
  subnets: z.array(z.string()),
});
type TableSpec = z.infer<typeof spec>;

const everywhere = "0.0.0.0/0";

/** The routes of a region's subnets; the network's main table stays as it is. */
export const spotRouteTable: Resource<SpotDeps, TableSpec, { readonly id: string }> = {
  kind: "spot-route-table",
  layer: "spot",
  actions: {
    find: ["ec2:DescribeRouteTables"],
    write: [
      ...["ec2:CreateRouteTable", "ec2:CreateTags", "ec2:CreateRoute", "ec2:ReplaceRoute"],
      "ec2:AssociateRouteTable",
    ],
    remove: ["ec2:DisassociateRouteTable", "ec2:DeleteRouteTable"],
  },
  spec,
  key: partKey,
  title: ({ region, name, id }) => `route table ${id || name} of ${region}`,
  async find(deps, wanted) {
    const table = await tableLike(deps, wanted);
    if (table === undefined) return { is: "absent" };
    const gateway = table.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === everywhere)?.GatewayId;
    const joined = (table.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
    // Subnets of other zones may use it too.
    const subnets = wanted.subnets.filter((subnet) => joined.includes(subnet));
    const found = { ...wanted, gateway: gateway ?? "", subnets };
    return { is: "ready", spec: found, out: { id: table.RouteTableId ?? "" } };
  },
  async write(deps, wanted, found, token) {
    const { AssociateRouteTableCommand, CreateRouteCommand, ReplaceRouteCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const RouteTableId = found.is === "ready" ? found.out.id : await create(deps, wanted, token);
    const standing = found.is === "ready" ? found.spec : { ...wanted, gateway: "", subnets: [] };
    const route = { RouteTableId, DestinationCidrBlock: everywhere, GatewayId: wanted.gateway };
    const routed = standing.gateway === wanted.gateway
      ? Promise.resolve()
      : ec2.send(standing.gateway === "" ? new CreateRouteCommand(route) : new ReplaceRouteCommand(route))
        .catch(unless("RouteAlreadyExists"));
    const missing = wanted.subnets.filter((subnet) => !standing.subnets.includes(subnet));
    await Promise.all([
      routed,
      ...missing.map((SubnetId) =>
        ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId })).catch(unless("Resource.AlreadyAssociated"))
      ),
    ]);
  },
  async remove(deps, wanted) {
    const { DeleteRouteTableCommand, DisassociateRouteTableCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const table = await tableLike(deps, wanted);
    if (table === undefined) return;
    await Promise.all(
      (table.Associations ?? []).map(({ RouteTableAssociationId: AssociationId = "" }) =>
        ec2.send(new DisassociateRouteTableCommand({ AssociationId })).catch((error) => {
          if (!isGone(error)) throw error;
        })
      ),
    );
    const remove = () => ec2.send(new DeleteRouteTableCommand({ RouteTableId: table.RouteTableId }));
    await untilFree(deps, spotRouteTable.title(wanted), remove, () => Promise.resolve([]));
  },
};

function unless(code: string) {
  return (error: unknown) => {
    if (!isAwsError(error, code)) throw error;
  };
}

async function tableLike({ aws, marks }: SpotDeps, { id, vpc }: TableSpec): Promise<RouteTable | undefined> {
  const { paginateDescribeRouteTables } = await import("@aws-sdk/client-ec2");
  const Filters = id === ""
    ? [managedFilter(marks.managed), { Name: "vpc-id", Values: [vpc] }]
    : [{ Name: "route-table-id", Values: [id] }];
  for await (const page of paginateDescribeRouteTables({ client: await aws.ec2() }, { Filters })) {
    const found = page.RouteTables?.find((table) =>
      id !== "" || (isManaged(table, marks.managed) && !table.Associations?.some(({ Main }) => Main))
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

async function create(deps: SpotDeps, wanted: TableSpec, token: string): Promise<string> {
  const { CreateRouteTableCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2Once();
  const TagSpecifications = [{ ResourceType: "route-table" as const, Tags: tagsOf(deps.marks, wanted.name) }];
  const command = new CreateRouteTableCommand({ VpcId: wanted.vpc, TagSpecifications, ClientToken: token });
  const made = await createOnce(
    deps,
    async () => (await ec2.send(command)).RouteTable?.RouteTableId,
    async () => (await tableLike(deps, wanted))?.RouteTableId,
  );
  return made ?? "";
}
