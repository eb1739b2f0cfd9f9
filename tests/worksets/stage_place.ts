import assert from "node:assert/strict";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import type { Aws } from "../../lib/aws/session.ts";
import { programHere } from "../support/program_here.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

export const reference = "sandbox-omics-analysis-us-west-2";
export const mebibyte = 1 << 20;

const location =
  "<CreateBucketConfiguration><LocationConstraint>us-west-2</LocationConstraint></CreateBucketConfiguration>";

/** The columns that a manifest has at least, and those of it that a test gives. */
const required = [
  ...["RUN_ID", "SAMPLE_ID", "EXPERIMENTID", "SAMPLE_TYPE", "LIB_PREP", "SEQ_VENDOR", "SEQ_PLATFORM", "LANE"],
  ...["SEQBC_ID", "R1_FQ", "R2_FQ"],
];

const usual: Readonly<Record<string, string>> = {
  RUN_ID: "R1",
  SAMPLE_ID: "HG002",
  EXPERIMENTID: "e1",
  SAMPLE_TYPE: "blood",
  LIB_PREP: "PCRfree",
  SEQ_VENDOR: "ILMN",
  SEQ_PLATFORM: "NOVASEQ",
  LANE: "0",
  SEQBC_ID: "S1",
  R1_FQ: "",
  R2_FQ: "",
};

/** A manifest with these rows; what a row leaves out has a usual value. */
export function manifestOf(...rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = [...new Set([...required, ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) => columns.map((column) => row[column] ?? usual[column] ?? ""));
  return [columns, ...lines].map((cells) => cells.join("\t") + "\n").join("");
}

export type StageTold = {
  readonly exit_code: number;
  readonly stage_dir: string;
  readonly samples: string;
  readonly units: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly unchanged: boolean }[];
  readonly tables: readonly string[];
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
};

/** A sandbox as staging sees it, and a workset's folder of this host. */
export type StagePlace = {
  readonly folder: string;
  put(key: string, body: Uint8Array | string, bucket?: string): Promise<string>;
  get(key: string, bucket?: string): Promise<Buffer>;
  write(path: string, body: Uint8Array | string): Promise<string>;
  /** A sample with two lanes of 6 MiB in S3, which are joined in parts; its manifest is `m.tsv`. @returns their bytes */
  twoLanes(): Promise<readonly Uint8Array[]>;
  stage(...argv: readonly string[]): Promise<{ readonly told: StageTold; readonly err: string }>;
};

export async function stagePlace(sandbox: Sandbox): Promise<StagePlace & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ dir: sandbox.folder });
  const aws: Aws = sandboxAws(sandbox);
  const s3 = await aws.s3();
  const place: StagePlace & AsyncDisposable = {
    folder,
    async [Symbol.asyncDispose]() {
      await Promise.resolve(aws.close());
    },
    async put(Key, Body, Bucket = reference) {
      if (Bucket !== reference) await sandbox.calls.send("s3", "PUT", `/${Bucket}`, { body: location });
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      return `s3://${Bucket}/${Key}`;
    },
    async get(Key, Bucket = reference) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from(await Body?.transformToByteArray() ?? []);
    },
    async write(path, body) {
      await Deno.mkdir(join(folder, path, ".."), { recursive: true });
      await (typeof body === "string" ? Deno.writeTextFile : Deno.writeFile)(join(folder, path), body as never);
      return path;
    },
    async twoLanes() {
      const lanes = [bytesOf(6 * mebibyte, 1), bytesOf(6 * mebibyte, 2)];
      const rows = await Promise.all(lanes.map(async (lane, index) => {
        return { LANE: `${index + 1}`, R1_FQ: await place.put(`in/${index}.fastq.gz`, lane) };
      }));
      await place.write("m.tsv", manifestOf(...rows));
      return lanes;
    },
    async stage(...argv) {
      const all = ["stage-samples", "--region", "us-west-2", "--output", "json", ...argv];
      const { code, out, err } = await programHere(all, { env: sandbox.environment, folder });
      const told = JSON.parse(out) as StageTold;
      assert.equal(told.exit_code, code);
      return { told, err };
    },
  };
  return place;
}

/** Bytes that differ from place to place. */
export function bytesOf(length: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer).subarray(0, length);
}
