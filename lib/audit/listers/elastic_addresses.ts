import type { Address } from "@aws-sdk/client-ec2";
import { isAwsError } from "../../aws/aws_error.ts";
import { addressPrice } from "../../cost/fallback_prices.ts";
import { inTurn } from "../scene/aws_command.ts";
import { becauseTagged, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import { dayOfHours } from "../scene/daily_price.ts";
import { stackRemoval } from "../scene/stack_removal.ts";
import type { Lister, Thing } from "../scene/lister.ts";

/** Elastic addresses of clusters, and those of the shared networks. The service lists them all on one page. */
export const elasticAddresses: Lister = {
  service: "elastic addresses",
  reach: "region",
  actions: {
    list: ["ec2:DescribeAddresses", "cloudformation:DescribeStacks", "cloudformation:ListStackResources"],
    remove: ["ec2:DisassociateAddress", "ec2:ReleaseAddress"],
  },

  async list(scene) {
    const { aws, cluster: wanted, command } = scene;
    const { DescribeAddressesCommand } = await import("@aws-sdk/client-ec2");
    const client = await aws.ec2();
    const [{ Addresses = [] }, shared] = await Promise.all([
      client.send(new DescribeAddressesCommand({})),
      scene.networkParts(),
    ]);
    return Addresses.flatMap((address): Thing[] => {
      const { AllocationId: id = "", PublicIp = "", AssociationId: association, Tags } = address;
      const cluster = taggedCluster(Tags, wanted);
      // The stack calls an address by itself, not by its allocation.
      const network = shared.get(PublicIp) ?? shared.get(id);
      if ((cluster ?? network) === undefined) return [];
      const isPart = cluster === undefined && network !== undefined;
      const release = command("ec2", "release-address", "--allocation-id", id);
      const free = association && command("ec2", "disassociate-address", "--association-id", association);
      return [{
        service: "elastic addresses",
        region: aws.region,
        id,
        cluster,
        why: `${PublicIp}, ${cluster === undefined ? `part of ${network}` : becauseTagged(cluster)}`,
        usd_per_day: dayOfHours(addressPrice),
        remove: isPart ? stackRemoval(command, network) : free ? inTurn(free, release) : release,
      }];
    });
  },

  async remove({ scene: { aws } }, { id }) {
    const { DescribeAddressesCommand, DisassociateAddressCommand, ReleaseAddressCommand } = await import(
      "@aws-sdk/client-ec2"
    );
    const client = await aws.ec2();
    try {
      const { Addresses = [] } = await client.send(new DescribeAddressesCommand({ AllocationIds: [id] }));
      const [seen]: (Address | undefined)[] = Addresses;
      if (seen?.AssociationId) {
        await client.send(new DisassociateAddressCommand({ AssociationId: seen.AssociationId }));
      }
      await client.send(new ReleaseAddressCommand({ AllocationId: id }));
    } catch (error) {
      if (!isAwsError(error, "InvalidAllocationID.NotFound")) throw error;
    }
  },
};
