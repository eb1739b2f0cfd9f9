import type { ListObjectVersionsOutput, ObjectVersion } from "@aws-sdk/client-s3";
import { isAwsError } from "../aws_error.ts";
import type { Aws } from "../session.ts";

/** A deletion that names versions needs the right to delete versions. */
export const objectVersionsActions = ["s3:ListBucketVersions", "s3:DeleteObject", "s3:DeleteObjectVersion"] as const;

/** A version of an object, or a mark of its deletion. */
export type Version = { readonly key: string; readonly version: string; readonly bytes: number };

type Marker = { readonly KeyMarker?: string; readonly VersionIdMarker?: string };

/** What one request can delete. */
const mostAtOnce = 1_000;

/** Versions and marks of deletion; nothing when there is no such bucket. */
export async function objectVersions(
  aws: Aws,
  Bucket: string,
  Prefix: string,
): Promise<readonly Version[] | undefined> {
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

/** Removes these versions for good. */
export async function removeVersions(aws: Aws, bucket: string, objects: readonly Version[]): Promise<void> {
  const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
  const client = await aws.s3();
  for (let at = 0; at < objects.length; at += mostAtOnce) {
    const Objects = objects.slice(at, at + mostAtOnce).map(({ key, version }) => ({ Key: key, VersionId: version }));
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length > 0) throw new Error(`${Errors[0].Key}: ${Errors[0].Message} (${Errors[0].Code})`);
  }
}
