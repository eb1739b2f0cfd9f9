import type { CompletedPart } from "@aws-sdk/client-s3";
import { objectStanding } from "../../aws/questions/objects/object_standing.ts";
import type { Aws } from "../../aws/session.ts";
import { atOnce } from "../../host/at_once.ts";
import type { S3Address } from "../../names/s3_address.ts";
import { asChanged } from "./object_source.ts";
import { type Part, type PartLimits, planParts } from "./plan_parts.ts";
import type { Source } from "./source.ts";

export const joinActions = [
  ...["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:AbortMultipartUpload", "s3:ListBucketMultipartUploads"],
] as const;

/** Parts that are under way at the same time; each that goes through this host is in memory. */
const most = 4;

/**
 * Writes one object that is its sources end to end, in one step: it is there with all its bytes, or not at all. What is one part is
 * one request. What an earlier attempt has left unfinished costs money, so that it goes first.
 *
 * @param metadata is kept with the object
 */
export async function joinSources(
  aws: Aws,
  sources: readonly Source[],
  target: S3Address,
  metadata: Readonly<Record<string, string>>,
  limits?: PartLimits,
): Promise<void> {
  const { bucket: Bucket, key: Key } = target;
  const {
    AbortMultipartUploadCommand,
    CompleteMultipartUploadCommand,
    CreateMultipartUploadCommand,
  } = await import("@aws-sdk/client-s3");
  const s3 = await aws.s3();
  const parts = planParts(sources.map(({ bytes, object }) => ({ bytes, copies: object !== undefined })), limits);
  if (parts.length < 2) return await sendWhole(aws, sources, target, metadata, parts[0]);
  await abortUnfinished(aws, target);
  const begun = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, Metadata: { ...metadata } }));
  const upload = { Bucket, Key, UploadId: begun.UploadId };
  try {
    const Parts = await sendParts(aws, upload, sources, parts);
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    // The answer to the last request may have been lost.
    if (await isThere(aws, target, sources, metadata)) return;
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => {});
    throw error;
  }
}

async function sendWhole(
  aws: Aws,
  sources: readonly Source[],
  { bucket: Bucket, key: Key }: S3Address,
  metadata: Readonly<Record<string, string>>,
  part: Part | undefined,
): Promise<void> {
  const { CopyObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  const s3 = await aws.s3();
  const object = { Bucket, Key, Metadata: { ...metadata } };
  const source = part?.is === "copy" ? sources[part.piece.source] : undefined;
  if (source?.object === undefined) {
    await s3.send(
      new PutObjectCommand({ ...object, Body: part === undefined ? new Uint8Array() : await bytesOf(sources, part) }),
    );
    return;
  }
  const copy = {
    CopySource: copySource(source.object),
    CopySourceIfMatch: source.version,
    MetadataDirective: "REPLACE" as const,
  };
  await s3.send(new CopyObjectCommand({ ...object, ...copy })).catch((error) => {
    throw asChanged(error, source.uri);
  });
}

async function bytesOf(sources: readonly Source[], part: Part): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (const { source, from, to } of part.is === "bytes" ? part.pieces : [part.piece]) {
    chunks.push(await sources[source].read(from, to));
  }
  return Buffer.concat(chunks);
}

type Upload = { readonly Bucket: string; readonly Key: string; readonly UploadId: string | undefined };

async function sendParts(
  aws: Aws,
  upload: Upload,
  sources: readonly Source[],
  parts: readonly Part[],
): Promise<CompletedPart[]> {
  return await atOnce(most, [...parts.entries()], async ([index, part]) => {
    const PartNumber = index + 1;
    return { PartNumber, ETag: await sendPart(aws, { ...upload, PartNumber }, sources, part) };
  });
}

async function sendPart(
  aws: Aws,
  part: Upload & { readonly PartNumber: number },
  sources: readonly Source[],
  plan: Part,
): Promise<string | undefined> {
  const { UploadPartCommand, UploadPartCopyCommand } = await import("@aws-sdk/client-s3");
  const s3 = await aws.s3();
  const source = plan.is === "copy" ? sources[plan.piece.source] : undefined;
  if (plan.is === "bytes" || source?.object === undefined) {
    const sent = await s3.send(new UploadPartCommand({ ...part, Body: await bytesOf(sources, plan) }));
    return sent.ETag;
  }
  const { piece: { from, to }, isWhole } = plan;
  try {
    const sent = await s3.send(
      new UploadPartCopyCommand({
        ...part,
        CopySource: copySource(source.object),
        CopySourceIfMatch: source.version,
        CopySourceRange: isWhole ? undefined : `bytes=${from}-${to - 1}`,
      }),
    );
    return sent.CopyPartResult?.ETag;
  } catch (error) {
    throw asChanged(error, source.uri);
  }
}

/** The service takes it percent-encoded, the slashes aside. */
function copySource({ bucket, key }: S3Address): string {
  return `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
}

async function isThere(
  aws: Aws,
  target: S3Address,
  sources: readonly Source[],
  metadata: Readonly<Record<string, string>>,
): Promise<boolean> {
  const found = await objectStanding(aws, target).catch(() => undefined);
  if (found?.is !== "there" || found.bytes !== sources.reduce((sum, { bytes }) => sum + bytes, 0)) return false;
  return Object.entries(metadata).every(([name, value]) => found.metadata[name] === value);
}

/** @param key of the object, or with a slash at its end the one of all below it */
export async function abortUnfinished(aws: Aws, { bucket: Bucket, key: Key }: S3Address): Promise<void> {
  const { AbortMultipartUploadCommand, ListMultipartUploadsCommand } = await import("@aws-sdk/client-s3");
  const s3 = await aws.s3();
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
  for (const { Key: each, UploadId } of Uploads.filter((each) => each.Key === Key || Key.endsWith("/"))) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: each, UploadId }));
  }
}
