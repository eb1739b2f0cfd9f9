import type { Aws } from "../aws/session.ts";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events/events.ts";
import type { Files } from "../host/files.ts";
import type { Prompter } from "../host/prompter.ts";
import type { Reach } from "../host/reach.ts";
import type { LockHolder } from "../host/system/file_lock.ts";
import type { SpotDeps } from "./region/spot_deps.ts";
import type { Marks } from "./region/marks.ts";

/** What the commands of `spot-deploy` need from outside. */
export type SpotTaskDeps = {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly emit: Emit;
  readonly files: Files;
  readonly prompter: Prompter;
  readonly isTerminal: boolean;
  readonly random: () => number;
  readonly reach: Reach;
  /** For the lock. */
  readonly self: LockHolder;
  /** Aborted by the first Ctrl-C; what has been sent by then is still heard of. */
  readonly signal: AbortSignal;
  readonly toolVersion: string;
  /** The same for what is still to be done after the signal, however long it takes: only a second Ctrl-C ends that. */
  afterSignal(): SpotTaskDeps;
};

/** What the parts of one region need. */
export function inRegion(deps: SpotTaskDeps, region: string, marks: Marks, cleanupLimit: number): SpotDeps {
  const { aws, clock, emit, random, signal } = deps;
  return { aws: aws.in(region), clock, emit, random, signal, marks, cleanupLimit };
}
