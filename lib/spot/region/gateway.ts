import { z } from "zod";
import type { InternetGateway } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import type { Resource } from "../../aws/resource.ts";
import { blockersIn } from "./blockers.ts";
import { createOnce } from "./create_once.ts";
import { isGone } from "./is_gone.ts";
import { managedFilter, nameFilter, tagsOf } from "./marks.ts";
import { partFields, partKey } from "./region_part.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { untilFree } from "./until_free.ts";

const spec = z.object({
  ...partFields,
  vpc: z.string(),
});
type GatewaySpec = z.infer<typeof spec>;

/** The way of a region's network to the Internet. A gateway that others have attached to our network is used as it is. */
export const spotGateway: Resource<SpotDeps, GatewaySpec, { readonly id: string }> = {
  kind: "spot-gateway",
  layer: "spot",
  actions: {
    find: ["ec2:DescribeInternetGateways"],
    write: ["ec2:CreateInternetGateway", "ec2:CreateTags", "ec2:AttachInternetGateway"],
    remove: ["ec2:DetachInternetGateway", "ec2:DeleteInternetGateway", "ec2:DescribeNetworkInterfaces"],
  },
  spec,
  key: partKey,
  title: ({ region, name, id }) => `Internet gateway ${id || name} of ${region}`,
  async find(deps, wanted) {
    const gateway = wanted.id === "" ? await attached(deps, wanted) : await byId(deps, wanted.id);
    if (gateway === undefined) return { is: "absent" };
    const vpc = gateway.Attachments?.[0]?.VpcId ?? "";
    return { is: "ready", spec: { ...wanted, vpc }, out: { id: gateway.InternetGatewayId ?? "" } };
  },
  async write(deps, wanted, found) {
    if (found.is === "ready" || await attached(deps, wanted) !== undefined) return;
    const { AttachInternetGatewayCommand, DeleteInternetGatewayCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const id = (await loose(deps, wanted))?.InternetGatewayId ?? await create(deps, wanted);
    try {
      await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: wanted.vpc }));
    } catch (error) {
      // Somebody was faster, or an earlier attempt of ours whose answer was lost.
      if (!isAwsError(error, "Resource.AlreadyAssociated", "InvalidParameterValue")) throw error;
      const standing = await attached(deps, wanted);
      if (standing === undefined) throw error;
      if (standing.InternetGatewayId !== id) {
        await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: id }));
      }
    }
  },
  async remove(deps, wanted) {
    const { DeleteInternetGatewayCommand, DetachInternetGatewayCommand } = await import("@aws-sdk/client-ec2");
    const ec2 = await deps.aws.ec2();
    const gateway = wanted.id === "" ? await attached(deps, wanted) : await byId(deps, wanted.id);
    if (gateway === undefined) return;
    const { InternetGatewayId, Attachments = [] } = gateway;
    for (const { VpcId = "" } of Attachments) {
      const detach = () => ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId, VpcId }));
      const using = () => blockersIn(deps, { Name: "vpc-id", Values: [VpcId] });
      await untilFree(deps, spotGateway.title(wanted), detach, using);
    }
    await ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId })).catch((error) => {
      if (!isGone(error)) throw error;
    });
  },
};

async function first(
  { aws }: SpotDeps,
  Filters: { readonly Name: string; readonly Values: string[] }[],
  fits: (gateway: InternetGateway) => boolean = () => true,
): Promise<InternetGateway | undefined> {
  const { paginateDescribeInternetGateways } = await import("@aws-sdk/client-ec2");
  for await (const page of paginateDescribeInternetGateways({ client: await aws.ec2() }, { Filters })) {
    const found = page.InternetGateways?.find(fits);
    if (found !== undefined) return found;
  }
  return undefined;
}

function attached(deps: SpotDeps, { vpc }: GatewaySpec) {
  return first(deps, [{ Name: "attachment.vpc-id", Values: [vpc] }]);
}

function byId(deps: SpotDeps, id: string) {
  return first(deps, [{ Name: "internet-gateway-id", Values: [id] }]);
}

/** One of ours that an interrupted run has made and not attached. */
function loose({ marks, ...deps }: SpotDeps, { name }: GatewaySpec) {
  const filters = [managedFilter(marks.managed), nameFilter(name)];
  return first({ marks, ...deps }, filters, ({ Attachments = [] }) => Attachments.length === 0);
}

async function create(deps: SpotDeps, wanted: GatewaySpec): Promise<string> {
  const { CreateInternetGatewayCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await deps.aws.ec2Once();
  const send = async () => {
    const TagSpecifications = [{ ResourceType: "internet-gateway" as const, Tags: tagsOf(deps.marks, wanted.name) }];
    const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({ TagSpecifications }));
    return InternetGateway?.InternetGatewayId ?? "";
  };
  return await createOnce(deps, send, async () => (await loose(deps, wanted))?.InternetGatewayId);
}
