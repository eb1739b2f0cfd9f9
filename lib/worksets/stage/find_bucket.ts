import { bucketsIn } from "../../aws/questions/buckets.ts";
import { clusterFileSystems } from "../../aws/questions/file_systems/cluster_file_systems.ts";
import { linkedFolders } from "../../aws/questions/file_systems/linked_folders.ts";
import type { Aws } from "../../aws/session.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { bucketNameOf } from "../../names/bucket_name_of.ts";
import { s3Address } from "../../names/s3_address.ts";

/** What a reference bucket's name contains. */
const marker = "omics-analysis";

export type BucketRequest = { readonly bucket: string | undefined; readonly cluster: string | undefined };

/**
 * The bucket that the cluster's file system shows below `/fsx`: the one that is named, else that of the cluster, where it stands
 * already, else the only reference bucket of the region.
 *
 * @throws DayError DAY-USE-001 with the choices
 */
export async function findBucket(aws: Aws, { bucket, cluster }: BucketRequest): Promise<string> {
  if (bucket !== undefined) {
    const named = s3Address(`s3://${bucketNameOf(bucket)}`);
    if (named?.key === "") return named.bucket;
    throw new DayError("DAY-USE-001", `--reference-bucket ${JSON.stringify(bucket)} is no bucket`, {
      fix: "name a bucket, as in s3://my-omics-analysis-us-west-2",
    });
  }
  const own = cluster === undefined ? undefined : await bucketOf(aws, cluster);
  if (own !== undefined) return own;
  const { names } = await bucketsIn(aws, aws.region, marker);
  if (names.length === 1) return names[0];
  const found = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
  throw new DayError(
    "DAY-USE-001",
    `--reference-bucket is needed: of the buckets with ${marker} in ${aws.region}, ${found}`,
    {
      fix: "name the bucket of the cluster's reference data",
    },
  );
}

async function bucketOf(aws: Aws, cluster: string): Promise<string | undefined> {
  for (const system of (await clusterFileSystems(aws, cluster)).filter(({ isLustre }) => isLustre)) {
    for (const { address } of await linkedFolders(aws, system)) {
      const found = s3Address(address);
      if (found !== undefined) return found.bucket;
    }
  }
  return undefined;
}
