import { z } from "zod";
import { sha256 } from "../../host/sha256.ts";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Found, Resource } from "../resource.ts";

export type BootAssetSpec = { account: string; region: string; bucket: string; key: string; sha256: string };
export type BootAssetOut = { etag: string };

/** What the object is to hold; the spec has its digest. */
export type BootAssetText = { readonly text: string };

/** A script that nodes fetch while they boot: an object in the reference bucket with exactly this text. */
export const bootAsset: Resource<AwsDeps & BootAssetText, BootAssetSpec, BootAssetOut> = {
  kind: "boot-asset",
  layer: "cluster",
  actions: { find: ["s3:GetObject", "s3:ListBucket"], write: ["s3:PutObject"], remove: ["s3:DeleteObject"] },
  spec: z.object({
    account: z.string(),
    region: z.string(),
    bucket: z.string(),
    key: z.string(),
    sha256: z.string(),
  }),
  labels: { sha256: "SHA-256" },
  key: ({ account, region, bucket, key }) => `${account}/${region}/${bucket}/${key}`,
  title: ({ bucket, key }) => `object ${key} in ${bucket}`,
  find: findAsset,

  /** Never over what came or changed in between. */
  async write({ aws, text }, { bucket, key }, found) {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const condition = found.is === "ready" ? { IfMatch: found.out.etag } : { IfNoneMatch: "*" };
    const object = { Bucket: bucket, Key: key, Body: text, ContentType: "text/x-shellscript" };
    try {
      await (await aws.s3()).send(new PutObjectCommand({ ...object, ...condition }));
    } catch (error) {
      throw found.is === "absent" ? asAlreadyThere(error) : error;
    }
  },

  async remove({ aws }, { bucket, key }) {
    const { DeleteObjectCommand } = await import("@aws-sdk/client-s3");
    await (await aws.s3()).send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
};

async function findAsset({ aws }: AwsDeps, spec: BootAssetSpec): Promise<Found<BootAssetSpec, BootAssetOut>> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  try {
    const object = await (await aws.s3()).send(new GetObjectCommand({ Bucket: spec.bucket, Key: spec.key }));
    const text = await object.Body?.transformToString() ?? "";
    return { is: "ready", spec: { ...spec, sha256: await sha256(text) }, out: { etag: object.ETag ?? "" } };
  } catch (error) {
    if (isAwsError(error, "NoSuchKey")) return { is: "absent" };
    throw error;
  }
}

/** S3 says that the condition of the request does not hold. */
function asAlreadyThere(error: unknown): unknown {
  const isTaken = isAwsError(error, "PreconditionFailed", "ConditionalRequestConflict") && error instanceof Error;
  return isTaken ? Object.assign(error, { name: "AlreadyExists" }) : error;
}
