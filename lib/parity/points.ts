import { z } from "zod";
import type { Json } from "../host/json.ts";

/** What is compared between a run of the legacy script and one of ours. */
export const pointNames = [
  "yaml",
  "budgets",
  "heartbeat",
  "policies",
  "subnets",
  "bucket",
  "spot_prices",
  "artifacts",
] as const;

export type PointName = typeof pointNames[number];

/** The form of snapshots that is written and read here. */
export const snapshotVersion = 1;

/** What stands of a cluster, and what its run has left on this machine, whichever program has made it. */
export type Snapshot = {
  readonly schema_version: typeof snapshotVersion;
  readonly cluster_name: string;
  readonly region: string;
  readonly account_id: string;
  readonly caller_arn: string;
  /** The cluster file that was read. */
  readonly cluster_yaml: string;
  readonly points: Readonly<Record<PointName, Json>>;
};

const text = z.string();

export const snapshotSchema: z.ZodType<Snapshot> = z.object({
  schema_version: z.literal(snapshotVersion),
  cluster_name: text,
  region: text,
  account_id: text,
  caller_arn: text,
  cluster_yaml: text,
  points: z.record(z.enum(pointNames), z.json()),
});
