import type { S3Client } from "@aws-sdk/client-s3";
import { isAwsError } from "../aws_error.ts";
import { noVersion, type ObjectAccess, type Version } from "./change_object.ts";

export type S3Place = { readonly bucket: string; readonly key: string; readonly contentType?: string };

/** An object in S3 that is written on conditions only. */
export function s3Object(client: S3Client, place: S3Place): ObjectAccess {
  return {
    read: () => readVersion(client, place),
    write: (bytes, over) => writeOver(client, place, bytes, over),
  };
}

/** The object as it is; a denied look is an error, never an absence. */
export async function readVersion(client: S3Client, { bucket, key }: S3Place): Promise<Version> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  try {
    const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return { etag: ETag, bytes: await Body?.transformToByteArray() ?? new Uint8Array() };
  } catch (error) {
    if (isAwsError(error, "NoSuchKey")) return noVersion;
    throw error;
  }
}

/** @returns the new ETag; nothing when the object is no longer as it was read */
async function writeOver(
  client: S3Client,
  { bucket, key, contentType }: S3Place,
  bytes: Uint8Array,
  over: string | undefined,
): Promise<string | undefined> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  const condition = over === undefined ? { IfNoneMatch: "*" } : { IfMatch: over };
  const what = { Bucket: bucket, Key: key, Body: bytes, ContentType: contentType };
  try {
    return (await client.send(new PutObjectCommand({ ...what, ...condition }))).ETag;
  } catch (error) {
    if (isChanged(error)) return undefined;
    throw error;
  }
}

/** Gone meanwhile, changed meanwhile, or being changed at this moment. */
export function isChanged(error: unknown): boolean {
  return isAwsError(error, "NoSuchKey", "PreconditionFailed", "ConditionalRequestConflict");
}
