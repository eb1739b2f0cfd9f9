import type { Instance } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { tableInstancePrice } from "../../cost/fallback_prices.ts";
import { becauseTagged, clusterFilter, taggedCluster, tagValue } from "../../aws/pcluster/cluster_tag.ts";
import { dayOfHours } from "../scene/daily_price.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";

/** Head nodes and compute nodes, also those that outlived their stack. */
export const instances: Lister = {
  service: "instances",
  reach: "region",
  actions: { list: ["ec2:DescribeInstances"], remove: ["ec2:TerminateInstances"] },

  async list(scene) {
    const { paginateDescribeInstances } = await import("@aws-sdk/client-ec2");
    const client = await scene.aws.ec2();
    const things: Thing[] = [];
    for await (const page of paginateDescribeInstances({ client }, { Filters: [clusterFilter(scene.cluster)] })) {
      const all = (page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances);
      things.push(...all.flatMap((instance) => thingOf(scene, instance)));
    }
    return things;
  },

  async remove({ scene: { aws } }, { id }) {
    const { TerminateInstancesCommand } = await import("@aws-sdk/client-ec2");
    try {
      await (await aws.ec2()).send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    } catch (error) {
      if (!isAwsError(error, "InvalidInstanceID.NotFound")) throw error;
    }
  },
};

function thingOf({ aws: { region }, cluster: wanted, command }: Scene, instance: Instance): Thing[] {
  const { InstanceId: id = "", InstanceType: type = "", InstanceLifecycle, State, Tags } = instance;
  const cluster = taggedCluster(Tags, wanted);
  const state = State?.Name ?? "";
  if (cluster === undefined || state === "terminated") return [];
  const node = tagValue(Tags, "parallelcluster:node-type") ?? "";
  const role = { HeadNode: "head node, ", Compute: "compute node, ", LoginNode: "login node, " }[node] ?? "";
  const isSpot = InstanceLifecycle === "spot";
  const runs = state === "running" || state === "pending";
  return [{
    service: "instances",
    region,
    id,
    cluster,
    why: `${role}${type}${isSpot ? " on Spot (price: at most)" : ""}, ${state}, ${becauseTagged(cluster)}`,
    usd_per_day: runs ? dayOfHours(tableInstancePrice(region, type)) : null,
    remove: command("ec2", "terminate-instances", "--instance-ids", id),
    ...(state === "shutting-down" ? { isGoing: true } : {}),
  }];
}
