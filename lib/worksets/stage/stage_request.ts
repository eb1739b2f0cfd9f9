import { dirname, join, resolve } from "node:path";
import { isAwsError, isDenied } from "../../aws/aws_error.ts";
import type { Aws } from "../../aws/session.ts";
import type { Environment } from "../../host/environment.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import { type S3Address, s3Address, s3Uri } from "../../names/s3_address.ts";
import { decodeText } from "../contract/decode_text.ts";
import { readManifest } from "../contract/read_manifest.ts";
import { findBucket } from "./find_bucket.ts";
import type { StageRequest } from "./staged.ts";

/** What `stage-samples` is given. */
export type StageFlags = {
  readonly manifest: string;
  readonly referenceBucket?: string;
  readonly cluster?: string;
  readonly stageTarget?: string;
  readonly dataUri?: string;
  readonly configDir?: string;
  readonly noDownload: boolean;
};

/** The request, and the folder that gets copies of the tables. */
export type ReadStageRequest = { readonly request: StageRequest; readonly tables: string | undefined };

const usualTarget = "/data/staged_sample_data";

/** Reads the manifest, here or in S3, and finds where everything goes. @throws DayError before anything is written */
export async function readStageRequest(
  deps: { readonly aws: Aws; readonly files: Files; readonly environment: Pick<Environment, "folder"> },
  flags: StageFlags,
): Promise<ReadStageRequest> {
  const { aws, files, environment } = deps;
  const address = flags.manifest.startsWith("s3://") ? objectNamed(flags.manifest) : undefined;
  const path = resolve(environment.folder, flags.manifest);
  const tables = tablesFolder(flags, environment.folder, address === undefined ? path : undefined);
  const target = targetOf(flags.stageTarget ?? usualTarget);
  const data = flags.dataUri === undefined ? undefined : prefixNamed(flags.dataUri);
  const bytes = address === undefined ? await localBytes(files, path) : await remoteBytes(aws, address);
  const file = flags.manifest.split("/").at(-1) ?? flags.manifest;
  const text = decodeText(bytes, file);
  const manifest = readManifest(text, file);
  const beside = address === undefined
    ? { folder: dirname(path) }
    : { prefix: { bucket: address.bucket, key: address.key.replace(/[^/]*$/, "") } };
  const bucket = await findBucket(aws, { bucket: flags.referenceBucket, cluster: flags.cluster });
  return {
    request: {
      manifest,
      text,
      data: data === undefined ? beside : { prefix: data },
      bucket,
      target,
    },
    tables,
  };
}

function objectNamed(uri: string): S3Address {
  const address = s3Address(uri);
  if (address !== undefined && address.key !== "" && !address.key.endsWith("/")) return address;
  throw new DayError("DAY-USE-001", `${JSON.stringify(uri)} is no address of an object`, {
    fix: "name the manifest, as in s3://bucket/folder/stage_samples.tsv",
  });
}

function prefixNamed(uri: string): S3Address {
  const address = s3Address(uri);
  if (address === undefined) {
    throw new DayError("DAY-USE-001", `--data-uri ${JSON.stringify(uri)} is no address such as s3://bucket/folder/`, {
      fix: "name the folder that relative paths of the manifest start from",
    });
  }
  return { ...address, key: address.key === "" || address.key.endsWith("/") ? address.key : `${address.key}/` };
}

function targetOf(given: string): string {
  const target = given.replace(/^\/fsx(?=\/)/, "").replace(/\/+$/, "");
  if (/^(?:\/[\w][\w.+-]*)+$/.test(target)) return target;
  throw new DayError("DAY-USE-001", `--stage-target ${JSON.stringify(given)} is no folder of the head node`, {
    fix: `name one below /fsx, as in ${usualTarget}; letters, digits and . _ + - only`,
  });
}

/** Beside the manifest, as ever; one in S3 has no folder here. */
function tablesFolder(flags: StageFlags, current: string, path: string | undefined): string | undefined {
  if (flags.noDownload) return undefined;
  const folder = flags.configDir === undefined ? path && dirname(path) : resolve(current, flags.configDir);
  if (folder === undefined) return undefined;
  if (["samples.tsv", "units.tsv"].some((name) => join(folder, name) === path)) {
    throw new DayError("DAY-USE-001", `the tables would overwrite the manifest ${path}`, {
      fix: "name another folder with --config-dir, or add --no-download",
    });
  }
  return folder;
}

async function localBytes(files: Files, path: string): Promise<Uint8Array> {
  if ((await files.stat(path))?.isFile) return await files.readBytes(path);
  throw new DayError("WS-DAT-002", `${path}: there is no such file`, {
    fix: "correct the path; it is relative to the current folder",
  });
}

async function remoteBytes(aws: Aws, address: S3Address): Promise<Uint8Array> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  try {
    const { Body } = await (await aws.s3()).send(new GetObjectCommand({ Bucket: address.bucket, Key: address.key }));
    return await Body?.transformToByteArray() ?? new Uint8Array();
  } catch (cause) {
    if (isAwsError(cause, "NoSuchKey", "NoSuchBucket")) {
      throw new DayError("WS-DAT-002", `there is no object ${s3Uri(address)}`, { cause, fix: "correct the address" });
    }
    if (!isDenied(cause)) throw cause;
    throw new DayError("WS-AWS-002", `permission to read ${s3Uri(address)} was denied`, { cause });
  }
}
