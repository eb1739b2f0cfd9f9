import type { NetworkInterface } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { poll } from "../../host/poll.ts";
import { inTurn } from "../scene/aws_command.ts";
import { becauseTagged, clusterFilter, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import type { Lister, RemovalDeps, Scene, Thing } from "../scene/lister.ts";

const pauses = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 30_000];

/** Network interfaces of nodes; those of file systems go with them and bear no tag. */
export const networkInterfaces: Lister = {
  service: "network interfaces",
  reach: "region",
  actions: {
    list: ["ec2:DescribeNetworkInterfaces"],
    remove: ["ec2:DetachNetworkInterface", "ec2:DeleteNetworkInterface"],
  },

  async list(scene) {
    const { paginateDescribeNetworkInterfaces } = await import("@aws-sdk/client-ec2");
    const client = await scene.aws.ec2();
    const things: Thing[] = [];
    for await (
      const page of paginateDescribeNetworkInterfaces({ client }, { Filters: [clusterFilter(scene.cluster)] })
    ) {
      things.push(...(page.NetworkInterfaces ?? []).flatMap((each) => thingOf(scene, each)));
    }
    return things;
  },

  async remove(deps, { id }) {
    const { DeleteNetworkInterfaceCommand } = await import("@aws-sdk/client-ec2");
    try {
      await detach(deps, id);
      await (await deps.scene.aws.ec2()).send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }));
    } catch (error) {
      if (!isAwsError(error, "InvalidNetworkInterfaceID.NotFound")) throw error;
    }
  },
};

/** Takes it from a node that lives on, and waits until it is free. The first one of a node cannot be taken: it goes with the node. */
async function detach(deps: RemovalDeps, id: string): Promise<void> {
  const { DescribeNetworkInterfacesCommand, DetachNetworkInterfaceCommand } = await import("@aws-sdk/client-ec2");
  const client = await deps.scene.aws.ec2();
  const look = async () => {
    const answer = await client.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] }));
    return answer.NetworkInterfaces?.[0];
  };
  const seen = await look();
  const attachment = seen?.Attachment;
  if (seen?.Status === "available" || attachment?.AttachmentId === undefined) return;
  if (attachment.DeviceIndex !== 0 && attachment.Status !== "detaching") {
    await client.send(new DetachNetworkInterfaceCommand({ AttachmentId: attachment.AttachmentId, Force: true }));
  }
  await poll(deps, { pauses }, async () => (await look())?.Attachment === undefined ? true : undefined);
}

function thingOf({ aws: { region }, cluster: wanted, command }: Scene, seen: NetworkInterface): Thing[] {
  const { NetworkInterfaceId: id = "", TagSet, Attachment } = seen;
  const cluster = taggedCluster(TagSet, wanted);
  if (cluster === undefined) return [];
  const node = Attachment?.InstanceId;
  return [{
    service: "network interfaces",
    region,
    id,
    cluster,
    why: (node === undefined ? "" : `attached to ${node}, `) + becauseTagged(cluster),
    usd_per_day: null,
    remove: removal(command, id, Attachment),
  }];
}

function removal(command: Scene["command"], id: string, attachment: NetworkInterface["Attachment"]): string {
  const { AttachmentId, DeviceIndex, InstanceId } = attachment ?? {};
  if (AttachmentId === undefined) return command("ec2", "delete-network-interface", "--network-interface-id", id);
  if (DeviceIndex === 0 && InstanceId !== undefined) {
    return command("ec2", "terminate-instances", "--instance-ids", InstanceId);
  }
  return inTurn(
    command("ec2", "detach-network-interface", "--attachment-id", AttachmentId, "--force"),
    command("ec2", "wait", "network-interface-available", "--network-interface-ids", id),
    command("ec2", "delete-network-interface", "--network-interface-id", id),
  );
}
