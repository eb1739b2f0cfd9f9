import type { Volume } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { tableVolumePrice } from "../../cost/fallback_prices.ts";
import { poll } from "../../host/poll.ts";
import { inTurn } from "../scene/aws_command.ts";
import { becauseTagged, clusterFilter, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import { dayOfStorage } from "../scene/daily_price.ts";
import type { Lister, RemovalDeps, Scene, Thing } from "../scene/lister.ts";

const pauses = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000];

/** Volumes of nodes and shared ones. */
export const volumes: Lister = {
  service: "volumes",
  reach: "region",
  actions: { list: ["ec2:DescribeVolumes"], remove: ["ec2:DetachVolume", "ec2:DeleteVolume"] },

  async list(scene) {
    const { paginateDescribeVolumes } = await import("@aws-sdk/client-ec2");
    const client = await scene.aws.ec2();
    const things: Thing[] = [];
    for await (const page of paginateDescribeVolumes({ client }, { Filters: [clusterFilter(scene.cluster)] })) {
      things.push(...(page.Volumes ?? []).flatMap((volume) => thingOf(scene, volume)));
    }
    return things;
  },

  async remove(deps, { id }) {
    const { DeleteVolumeCommand } = await import("@aws-sdk/client-ec2");
    try {
      await detach(deps, id);
      await (await deps.scene.aws.ec2()).send(new DeleteVolumeCommand({ VolumeId: id }));
    } catch (error) {
      if (!isAwsError(error, "InvalidVolume.NotFound")) throw error;
    }
  },
};

/** A volume goes only when no node has it any more. */
async function detach(deps: RemovalDeps, id: string): Promise<void> {
  const { DescribeVolumesCommand, DetachVolumeCommand } = await import("@aws-sdk/client-ec2");
  const client = await deps.scene.aws.ec2();
  const look = async () => (await client.send(new DescribeVolumesCommand({ VolumeIds: [id] }))).Volumes?.[0];
  const seen = await look();
  if (seen?.State !== "in-use") return;
  await client.send(new DetachVolumeCommand({ VolumeId: id, Force: true }));
  await poll(deps, { pauses }, async () => (await look())?.State === "in-use" ? undefined : true);
}

function thingOf({ aws: { region }, cluster: wanted, command }: Scene, volume: Volume): Thing[] {
  const { VolumeId: id = "", Size: gib, VolumeType: type = "", State, Attachments = [], Tags } = volume;
  const cluster = taggedCluster(Tags, wanted);
  if (cluster === undefined || State === "deleted") return [];
  const [attachment] = Attachments;
  const node = attachment?.InstanceId;
  return [{
    service: "volumes",
    region,
    id,
    cluster,
    why: `${gib ?? "?"} GiB ${type}, ${node === undefined ? "" : `attached to ${node}, `}${becauseTagged(cluster)}`,
    usd_per_day: dayOfStorage(gib, tableVolumePrice(region, type)),
    remove: node === undefined
      ? command("ec2", "delete-volume", "--volume-id", id)
      : attachment.DeleteOnTermination
      ? command("ec2", "terminate-instances", "--instance-ids", node)
      : inTurn(
        command("ec2", "detach-volume", "--volume-id", id, "--force"),
        command("ec2", "wait", "volume-available", "--volume-ids", id),
        command("ec2", "delete-volume", "--volume-id", id),
      ),
    ...(State === "deleting" ? { isGoing: true } : {}),
  }];
}
