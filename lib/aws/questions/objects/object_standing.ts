import type { S3Address } from "../../../names/s3_address.ts";
import { isAwsError, isDenied } from "../../aws_error.ts";
import type { Aws } from "../../session.ts";

export const objectStandingActions = ["s3:GetObject", "s3:ListBucket"] as const;

/** An object as it stands now. Without the right to list a bucket, S3 denies access to what is not there as well. */
export type ObjectStanding =
  | {
    readonly is: "there";
    readonly bytes: number;
    readonly etag: string;
    readonly metadata: Readonly<Record<string, string>>;
  }
  | { readonly is: "missing" }
  | { readonly is: "denied" };

/** One request, also to a bucket of another region. */
export async function objectStanding(aws: Aws, { bucket, key }: S3Address): Promise<ObjectStanding> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
  try {
    const found = await (await aws.s3()).send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    const { ContentLength: bytes = 0, ETag: etag = "", Metadata: metadata = {} } = found;
    return { is: "there", bytes, etag, metadata };
  } catch (error) {
    return absence(error);
  }
}

/** Whether anything stands below a prefix. */
export async function prefixStanding(aws: Aws, { bucket, key }: S3Address): Promise<"there" | "missing" | "denied"> {
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  try {
    const { Contents = [] } = await (await aws.s3()).send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
    );
    return Contents.length > 0 ? "there" : "missing";
  } catch (error) {
    return absence(error).is;
  }
}

/** @throws the error itself where it says nothing about the object */
function absence(error: unknown): { readonly is: "missing" | "denied" } {
  if (isAwsError(error, "NotFound", "NoSuchKey", "NoSuchBucket")) return { is: "missing" };
  if (isDenied(error)) return { is: "denied" };
  throw error;
}
