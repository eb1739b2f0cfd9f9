import type { NatGateway } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { tableNatGatewayPrice } from "../../cost/fallback_prices.ts";
import { becauseTagged, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import { dayOfHours } from "../scene/daily_price.ts";
import { stackRemoval } from "../scene/stack_removal.ts";
import type { Lister, Thing } from "../scene/lister.ts";

/** The NAT gateways of the shared networks, and those that a cluster has of its own. */
export const natGateways: Lister = {
  service: "NAT gateways",
  reach: "region",
  actions: {
    list: ["ec2:DescribeNatGateways", "cloudformation:DescribeStacks", "cloudformation:ListStackResources"],
    remove: ["ec2:DeleteNatGateway"],
  },

  async list(scene) {
    const { aws, cluster: wanted, command } = scene;
    const { region } = aws;
    const [found, shared] = await Promise.all([allGateways(scene), scene.networkParts()]);
    return found.flatMap(({ NatGatewayId: id = "", State = "", Tags }): Thing[] => {
      const cluster = taggedCluster(Tags, wanted);
      const network = shared.get(id);
      if (State === "deleted" || (cluster ?? network) === undefined) return [];
      return [{
        service: "NAT gateways",
        region,
        id,
        cluster,
        why: cluster === undefined ? `part of ${network}` : becauseTagged(cluster),
        usd_per_day: State === "deleting" ? null : dayOfHours(tableNatGatewayPrice(region)),
        remove: cluster === undefined && network !== undefined
          ? stackRemoval(command, network)
          : command("ec2", "delete-nat-gateway", "--nat-gateway-id", id),
        ...(State === "deleting" ? { isGoing: true } : {}),
      }];
    });
  },

  async remove({ scene: { aws } }, { id }) {
    const { DeleteNatGatewayCommand } = await import("@aws-sdk/client-ec2");
    try {
      await (await aws.ec2()).send(new DeleteNatGatewayCommand({ NatGatewayId: id }));
    } catch (error) {
      if (!isAwsError(error, "NatGatewayNotFound")) throw error;
    }
  },
};

async function allGateways({ aws }: Pick<Parameters<Lister["list"]>[0], "aws">): Promise<readonly NatGateway[]> {
  const { paginateDescribeNatGateways } = await import("@aws-sdk/client-ec2");
  const client = await aws.ec2();
  const found: NatGateway[] = [];
  for await (const page of paginateDescribeNatGateways({ client }, {})) found.push(...page.NatGateways ?? []);
  return found;
}
