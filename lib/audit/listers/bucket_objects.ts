import type { ListObjectVersionsOutput, ObjectVersion } from "@aws-sdk/client-s3";
import { isAwsError } from "../../aws/aws_error.ts";
import { storagePrices } from "../../cost/fallback_prices.ts";
import { dayOfStorage, gibOf } from "../scene/daily_price.ts";
import type { Lister, Scene, Thing } from "../scene/lister.ts";
import { clusterFolderOf, nameInFolder, pclusterBucket } from "../scene/pcluster_bucket.ts";

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
    const objects = await versionsBelow(scene, bucket, "");
    if (objects === undefined) return [];
    const owners = await ownersOf(scene);
    const folders = Map.groupBy(objects, ({ key }) => clusterFolderOf(key)?.folder ?? "");
    const others = folders.get("") ?? [];
    const price = (parts: readonly Version[]) =>
      dayOfStorage(gibOf(parts.reduce((total, { bytes }) => total + bytes, 0)), storagePrices.object);
    return [
      ...[...folders].flatMap(([folder, parts]): Thing[] => {
        const cluster = owners(folder);
        return cluster === undefined ? [] : [{
          service: "bucket objects",
          region,
          id: `s3://${bucket}/${folder}`,
          cluster,
          why: `named after the cluster, ${parts.length} object${parts.length === 1 ? "" : "s"} of ParallelCluster`,
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
        remove: scene.command("s3", "rb", `s3://${bucket}`),
      },
    ];
  },

  async remove({ scene }, { id }) {
    const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
    const client = await scene.aws.s3();
    const [, bucket, folder] = /^s3:\/\/([^/]+)\/(.+)$/.exec(id) ?? [];
    const objects = await versionsBelow(scene, bucket, folder) ?? [];
    for (let at = 0; at < objects.length; at += mostAtOnce) {
      const Objects = objects.slice(at, at + mostAtOnce).map(({ key, version }) => ({ Key: key, VersionId: version }));
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors.length > 0) throw new Error(`${Errors[0].Key}: ${Errors[0].Message} (${Errors[0].Code})`);
    }
  },
};

/** What one request can delete. */
const mostAtOnce = 1_000;

type Marker = { readonly KeyMarker?: string; readonly VersionIdMarker?: string };
type Version = { readonly key: string; readonly version: string; readonly bytes: number };

/** Versions and marks of deletion; nothing when there is no such bucket. */
async function versionsBelow({ aws }: Scene, Bucket: string, Prefix: string): Promise<readonly Version[] | undefined> {
  const { ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  const found: Version[] = [];
  const pageAfter = (marker: Marker): Promise<ListObjectVersionsOutput | undefined> =>
    client.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker })).catch((error) => {
      if (isAwsError(error, "NoSuchBucket")) return undefined;
      throw error;
    });
  for (let marker: Marker | undefined = {}; marker !== undefined;) {
    const page: ListObjectVersionsOutput | undefined = await pageAfter(marker);
    if (page === undefined) return undefined;
    const { Versions = [], DeleteMarkers = [], IsTruncated } = page;
    const all: readonly ObjectVersion[] = [...Versions, ...DeleteMarkers];
    found.push(
      ...all.map(({ Key: key = "", VersionId: version = "null", Size: bytes = 0 }) => ({ key, version, bytes })),
    );
    marker = IsTruncated ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
  }
  return found;
}

/** Whose a folder is: a standing stack names its own; else the folder's name tells it, as far as it goes. */
async function ownersOf({ cluster: wanted, stacks }: Scene): Promise<(folder: string) => string | undefined> {
  const { clusters } = await stacks();
  return (folder) => {
    const stack = clusters.find((one) => one.folder !== "" && `${one.folder}/` === folder);
    if (stack !== undefined) return (wanted ?? stack.cluster) === stack.cluster ? stack.cluster : undefined;
    const name = clusterFolderOf(folder)?.name;
    return wanted === undefined ? name : name === nameInFolder(wanted) ? wanted : undefined;
  };
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
