import { isAwsError } from "../../aws/aws_error.ts";
import type { Aws } from "../../aws/session.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { type S3Address, s3Uri } from "../../names/s3_address.ts";
import type { Source } from "./source.ts";

/** An object of S3 in the version that was seen. */
export function objectSource(
  aws: Aws,
  object: S3Address,
  { bytes, etag }: { readonly bytes: number; readonly etag: string },
): Source {
  const uri = s3Uri(object);
  return {
    uri,
    bytes,
    version: etag,
    object,
    async read(from, to) {
      const { GetObjectCommand } = await import("@aws-sdk/client-s3");
      const range = { Bucket: object.bucket, Key: object.key, IfMatch: etag, Range: `bytes=${from}-${to - 1}` };
      try {
        const { Body } = await (await aws.s3()).send(new GetObjectCommand(range));
        return await Body?.transformToByteArray() ?? new Uint8Array();
      } catch (error) {
        throw asChanged(error, uri);
      }
    },
  };
}

/** What is joined of two versions is neither. */
export function asChanged(error: unknown, uri: string): unknown {
  if (!isAwsError(error, "PreconditionFailed", "NoSuchKey", "InvalidRange")) return error;
  return changedWhileCopied(uri, error);
}

export function changedWhileCopied(uri: string, cause?: unknown): DayError {
  return new DayError("WS-DAT-002", `${uri} was changed or removed while it was copied`, {
    cause,
    fix: "wait until the object is no longer changed, then run the command again",
  });
}
