import type { Aws } from "../aws/session.ts";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events.ts";
import type { LockHolder } from "../host/file_lock.ts";
import type { Files } from "../host/files.ts";
import type { Processes } from "../host/processes.ts";
import type { Prompter } from "../host/prompter.ts";
import type { Web } from "../host/web.ts";

/** Everything a creation needs from outside. */
export type CreateDeps = {
  readonly aws: Aws;
  readonly processes: Processes;
  readonly files: Files;
  readonly environment: Environment;
  readonly prompter: Prompter;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly web: Web;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly toolVersion: string;
  /** How this process signs the lock. */
  readonly self: LockHolder;
  /** The folder whose git details go into the cluster's tags. */
  readonly workTree: string;
};
