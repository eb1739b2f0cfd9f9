import type { S3Client } from "@aws-sdk/client-s3";
import { isAwsError } from "../../aws/aws_error.ts";
import { isChanged } from "../../aws/objects/s3_object.ts";
import { asMissingBucket } from "./missing_bucket.ts";
import { s3Reads } from "./s3_reads.ts";
import type { Condition, Store } from "./store.ts";

/** @param client one that sends every request once */
export function s3Store(client: S3Client, bucket: string): Store {
  const told = (error: unknown) => Promise.reject(asMissingBucket(error, bucket));
  return {
    ...s3Reads(client, bucket),

    async put(key, bytes, over) {
      const { PutObjectCommand } = await import("@aws-sdk/client-s3");
      const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ...headersOf(over) });
      try {
        return (await client.send(put).catch(told)).ETag ?? "";
      } catch (error) {
        if (isChanged(error)) return undefined;
        throw error;
      }
    },

    async remove(key, over) {
      const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
      const remove = new DeleteObjectCommand({ Bucket: bucket, Key: key, ...headersOf(over) });
      try {
        await client.send(remove).catch(told);
        return true;
      } catch (error) {
        if (isAwsError(error, "NoSuchKey")) return true;
        if (isChanged(error)) return false;
        throw error;
      }
    },
  };
}

function headersOf(over: Condition) {
  if (over === "any") return {};
  return over === "absent" ? { IfNoneMatch: "*" } : { IfMatch: over.etag };
}
