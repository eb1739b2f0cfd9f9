import type { S3Client } from "@aws-sdk/client-s3";
import { isAwsError } from "../../aws/aws_error.ts";
import { noteDate } from "../../aws/note_date.ts";
import { asMissingBucket } from "./missing_bucket.ts";
import type { StoreReads } from "./store.ts";

/** What only looks at a bucket, for tasks that may not write. */
export function s3Reads(client: S3Client, bucket: string): StoreReads {
  const told = (error: unknown) => Promise.reject(asMissingBucket(error, bucket));
  return {
    async list({ prefix, delimiter, from, most }) {
      const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: delimiter,
        ContinuationToken: from,
        MaxKeys: most,
      });
      // Age is measured on the store's clock alone.
      const date = noteDate(command);
      const { Contents = [], CommonPrefixes = [], NextContinuationToken } = await client.send(command).catch(told);
      return {
        objects: Contents.map(({ Key = "", ETag = "", Size = 0, LastModified }) => ({
          key: Key,
          etag: ETag,
          size: Size,
          modified: LastModified?.getTime() ?? 0,
        })),
        folders: CommonPrefixes.map(({ Prefix = "" }) => Prefix),
        date: date(),
        next: NextContinuationToken,
      };
    },

    async get(key) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      try {
        const { Body, ETag = "" } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch(told);
        return { etag: ETag, bytes: await Body?.transformToByteArray() ?? new Uint8Array() };
      } catch (error) {
        if (isAwsError(error, "NoSuchKey")) return undefined;
        throw error;
      }
    },
  };
}
