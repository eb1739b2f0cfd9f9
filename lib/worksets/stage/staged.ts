import type { Manifest } from "../contract/manifest.ts";
import type { S3Address } from "../../names/s3_address.ts";

/** What is to be staged, and where. */
export type StageRequest = {
  readonly manifest: Manifest;
  /** The manifest's bytes as text: the same text is staged in the same folder, however often. */
  readonly text: string;
  /** Where relative paths of the manifest lie: a folder of this host (absolute), or a prefix that ends with a slash. */
  readonly data: { readonly folder: string } | { readonly prefix: S3Address };
  /** The bucket that the cluster's file system shows below `/fsx`. */
  readonly bucket: string;
  /** The folder for staged data, as the head node sees it without `/fsx`. */
  readonly target: string;
};

/** What was staged. Paths are those of the head node. */
export type Staged = {
  readonly stageDir: string;
  readonly s3Uri: string;
  readonly samples: string;
  readonly units: string;
  readonly samplesText: string;
  readonly unitsText: string;
  readonly files: readonly StagedFile[];
  readonly warnings: readonly string[];
};

export type StagedFile = {
  readonly path: string;
  readonly bytes: number;
  /** It stood there already, made from the same sources. */
  readonly unchanged: boolean;
};
