import type { Aws } from "../../aws/session.ts";
import type { Clock } from "../../host/clock.ts";
import type { Emit } from "../../host/events/events.ts";
import type { RecordedNames } from "./recorded_names.ts";
import type { RegionStacks } from "../../aws/pcluster/region_stacks.ts";

/** The kinds of things that are looked for, in the order in which they are removed. */
export const services = [
  "stacks",
  "instances",
  "file systems",
  "NAT gateways",
  "network interfaces",
  "security groups",
  "volumes",
  "snapshots",
  "elastic addresses",
  "log groups",
  "bucket objects",
  "schedules",
  "topics",
  "roles",
  "policies",
  "budgets",
] as const;

export type Service = typeof services[number];

/** Something that stands in the account and is ours. */
export type Thing = {
  readonly service: Service;
  readonly region: string;
  /** What AWS calls it; for people, and the same at every look. */
  readonly id: string;
  /** Whose it is; nothing for what all clusters share. */
  readonly cluster: string | undefined;
  /** Why it is ours. */
  readonly why: string;
  /** USD; null where nobody knows a price or it has none. */
  readonly usd_per_day: number | null;
  /** Commands of the AWS CLI, in an order that works, that remove it. */
  readonly remove: string;
  /** Why it stays when its cluster is gone, and the command of ours that removes it, if there is one. */
  readonly stays?: string;
  readonly purge?: string;
  /** It serves a cluster of the same name in this other region. */
  readonly heldIn?: string;
  /** It is going already: nothing is to be done but wait. */
  readonly isGoing?: true;
  /** Its removal has failed: waiting does not help. */
  readonly isStuck?: true;
};

/** Where is looked, for whom, and what is read once for several listers. */
export type Scene = {
  readonly aws: Aws;
  /** The only cluster that counts; all of them without one. */
  readonly cluster: string | undefined;
  readonly account: () => Promise<string>;
  readonly recorded: () => Promise<readonly RecordedNames[]>;
  readonly stacks: () => Promise<RegionStacks>;
  /** What the shared networks consist of: the name of the stack by the part's physical id. */
  readonly networkParts: () => Promise<ReadonlyMap<string, string>>;
  /** The other regions in which a cluster of that name stands. */
  readonly elsewhere: (cluster: string) => Promise<readonly string[]>;
  /** A command of the AWS CLI for a person to type. */
  readonly command: (...words: readonly string[]) => string;
};

/** What a removal needs beside the scene. */
export type RemovalDeps = {
  readonly scene: Scene;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
};

/** One kind of thing: how to find all that is ours of it, and how to remove one. */
export interface Lister {
  readonly service: Service;
  /** `account`: the same things are seen from every region, so one look is enough. */
  readonly reach: "region" | "account";
  /** IAM actions. */
  readonly actions: { readonly list: readonly string[]; readonly remove: readonly string[] };
  list(scene: Scene): Promise<readonly Thing[]>;
  /** Ends when the removal is accepted. Absent is success. */
  remove(deps: RemovalDeps, thing: Thing): Promise<void>;
}
