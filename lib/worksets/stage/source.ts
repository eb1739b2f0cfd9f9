import type { S3Address } from "../../names/s3_address.ts";

/** Bytes that are joined with others, as they were when they were looked at. */
export type Source = {
  /** For people, and as part of what a joined object is known by. */
  readonly uri: string;
  readonly bytes: number;
  /** Changes when the bytes change. */
  readonly version: string;
  /** Where S3 copies it from; nothing where it goes through this host. */
  readonly object?: S3Address;
  /** @param to not included @throws when the bytes are no longer those of the version */
  read(from: number, to: number): Promise<Uint8Array>;
};
