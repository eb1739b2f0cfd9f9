import { isAwsError } from "../../aws/aws_error.ts";
import { storagePrices } from "../../cost/fallback_prices.ts";
import { becauseTagged, clusterFilter, taggedCluster } from "../../aws/pcluster/cluster_tag.ts";
import { dayOfStorage } from "../scene/daily_price.ts";
import type { Lister, Thing } from "../scene/lister.ts";

/** Snapshots of volumes. The price is that of a full one: what it really holds is not told. */
export const snapshots: Lister = {
  service: "snapshots",
  reach: "region",
  actions: { list: ["ec2:DescribeSnapshots"], remove: ["ec2:DeleteSnapshot"] },

  async list({ aws, cluster: wanted, command }) {
    const { paginateDescribeSnapshots } = await import("@aws-sdk/client-ec2");
    const client = await aws.ec2();
    const { region } = aws;
    const input = { OwnerIds: ["self"], Filters: [clusterFilter(wanted)] };
    const things: Thing[] = [];
    for await (const page of paginateDescribeSnapshots({ client }, input)) {
      things.push(...(page.Snapshots ?? []).flatMap(({ SnapshotId: id = "", VolumeSize: gib, Tags }): Thing[] => {
        const cluster = taggedCluster(Tags, wanted);
        return cluster === undefined ? [] : [{
          service: "snapshots",
          region,
          id,
          cluster,
          why: `of a volume of ${gib ?? "?"} GiB (price: at most), ${becauseTagged(cluster)}`,
          usd_per_day: dayOfStorage(gib, storagePrices.snapshot),
          remove: command("ec2", "delete-snapshot", "--snapshot-id", id),
        }];
      }));
    }
    return things;
  },

  async remove({ scene: { aws } }, { id }) {
    const { DeleteSnapshotCommand } = await import("@aws-sdk/client-ec2");
    try {
      await (await aws.ec2()).send(new DeleteSnapshotCommand({ SnapshotId: id }));
    } catch (error) {
      if (!isAwsError(error, "InvalidSnapshot.NotFound")) throw error;
    }
  },
};
