import type { Aws } from "../session.ts";

export const bootAssetActions = ["s3:ListBucket"] as const;

export const bootFolder = "cluster_boot_config/";

/** What every node needs from the reference bucket while it boots (decision 3.20). */
export const bootFiles = ["post_install_ubuntu_combined.sh", "sbatch", "sleep_test.sh"] as const;

/** Which of the boot files a bucket lacks, in the order above. */
export async function missingBootFiles(aws: Aws, bucket: string): Promise<string[]> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  const present = new Set<string>();
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: bootFolder })) {
    for (const { Key } of page.Contents ?? []) present.add(Key ?? "");
  }
  return bootFiles.filter((file) => !present.has(bootFolder + file));
}
