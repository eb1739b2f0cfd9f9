import { objectVersions, removeVersions, type Version } from "../../aws/pcluster/object_versions.ts";
import { storagePrices } from "../../cost/fallback_prices.ts";
import { dayOfStorage, gibOf } from "../scene/daily_price.ts";
import { inTurn } from "../scene/aws_command.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";
import { clusterFolderOf, ownerOfFolder, pclusterBucket } from "../../aws/pcluster/pcluster_bucket.ts";
import { counted } from "../../text/counted.ts";

/**
 * What ParallelCluster has put into its own bucket, one row for the folder of each cluster, and the bucket itself. Earlier versions
 * of objects count: the bucket keeps them.
 */
export const bucketObjects: Lister = {
  service: "bucket objects",
  reach: "region",
  actions: {
    list: ["s3:ListBucketVersions", "cloudformation:DescribeStacks"],
    remove: ["s3:ListBucketVersions", "s3:DeleteObject", "s3:DeleteObjectVersion"],
  },

  async list(scene) {
    const { region } = scene.aws;
    const bucket = await pclusterBucket(await scene.account(), region);
    const objects = await objectVersions(scene.aws, bucket, "");
    if (objects === undefined) return [];
    const stacks = await scene.stacks();
    const folders = Map.groupBy(objects, ({ key }) => clusterFolderOf(key)?.folder ?? "");
    const others = folders.get("") ?? [];
    const price = (parts: readonly Version[]) =>
      dayOfStorage(gibOf(parts.reduce((total, { bytes }) => total + bytes, 0)), storagePrices.object);
    return [
      ...[...folders].flatMap(([folder, parts]): Thing[] => {
        const cluster = ownerOfFolder(stacks, scene.cluster, folder);
        return cluster === undefined ? [] : [{
          service: "bucket objects",
          region,
          id: `s3://${bucket}/${folder}`,
          cluster,
          why: `named after the cluster, ${counted(parts.length, "object")} of ParallelCluster`,
          usd_per_day: price(parts),
          remove: removal(scene.command, bucket, folder),
        }];
      }),
      {
        service: "bucket objects",
        region,
        id: `s3://${bucket}`,
        cluster: undefined,
        why: "ParallelCluster's own bucket in this region",
        usd_per_day: price(others),
        remove: bucketRemoval(scene.command, bucket, [...folders.keys()]),
      },
    ];
  },

  async remove({ scene: { aws } }, { id }) {
    const [, bucket, folder] = /^s3:\/\/([^/]+)\/(.+)$/.exec(id) ?? [];
    await removeVersions(aws, bucket, await objectVersions(aws, bucket, folder) ?? []);
  },
};

/** With the folder of a cluster in it AWS refuses, and so it is meant. What else lies in it is ParallelCluster's own mark. */
function bucketRemoval(command: Scene["command"], bucket: string, folders: readonly string[]): string {
  const remove = command("s3api", "delete-bucket", "--bucket", bucket);
  return folders.length === 1 && folders[0] === "" ? inTurn(removal(command, bucket, ""), remove) : remove;
}

/** All versions, which only a list of them can name. */
function removal(command: Scene["command"], bucket: string, folder: string): string {
  const query = "{Objects:[Versions,DeleteMarkers][].{Key:Key,VersionId:VersionId}}";
  const all = command(
    ...["s3api", "list-object-versions", "--bucket", bucket, "--prefix", folder],
    ...["--query", query, "--output", "json"],
  );
  return `${command("s3api", "delete-objects", "--bucket", bucket)} --delete "$(${all})"`;
}
