import type { Aws } from "../session.ts";

export const bootAssetActions = ["s3:ListBucket"] as const;

export const bootFolder = "cluster_boot_config/";

/** What every node needs from the reference bucket while it boots. */
export const bootFiles = ["post_install_ubuntu_combined.sh", "sbatch", "sleep_test.sh"] as const;

/** The names of what the folder of boot files of a bucket holds. */
export async function bootFilesIn(aws: Aws, bucket: string): Promise<ReadonlySet<string>> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  const names = new Set<string>();
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: bootFolder })) {
    for (const { Key = "" } of page.Contents ?? []) names.add(Key.slice(bootFolder.length));
  }
  return names;
}
