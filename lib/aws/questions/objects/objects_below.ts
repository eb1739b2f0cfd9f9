import type { S3Address } from "../../../names/s3_address.ts";
import type { Aws } from "../../session.ts";

export const objectsBelowActions = ["s3:ListBucket"] as const;

/** Where an object is, and what it is now. */
export type ListedObject = S3Address & { readonly bytes: number; readonly etag: string };

/** The objects below a prefix, in the order of their keys; what only stands for a folder is left out. */
export async function objectsBelow(aws: Aws, { bucket, key }: S3Address): Promise<readonly ListedObject[]> {
  const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
  const found: ListedObject[] = [];
  for await (const page of paginateListObjectsV2({ client: await aws.s3() }, { Bucket: bucket, Prefix: key })) {
    for (const { Key = "", Size = 0, ETag = "" } of page.Contents ?? []) {
      if (!Key.endsWith("/")) found.push({ bucket, key: Key, bytes: Size, etag: ETag });
    }
  }
  return found;
}
