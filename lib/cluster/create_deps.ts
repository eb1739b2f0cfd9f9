import type { Clock } from "../host/clock.ts";
import type { LockHolder } from "../host/file_lock.ts";
import type { Web } from "../host/web.ts";
import type { PreflightDeps } from "../preflight/gate.ts";

/** Everything a creation needs from outside: what preflight needs, and more. */
export type CreateDeps = PreflightDeps & {
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
