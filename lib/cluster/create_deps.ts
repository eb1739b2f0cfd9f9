import type { Clock } from "../host/clock.ts";
import type { Machine } from "../host/system/machine.ts";
import type { LockHolder } from "../host/system/file_lock.ts";
import type { Web } from "../host/net/web.ts";
import type { PreflightDeps } from "../preflight/gate.ts";
import type { Run } from "../state/run.ts";
import type { CreateRequest } from "./create_request.ts";

/** Everything a creation needs from outside: what preflight needs, and more. */
export type CreateDeps = PreflightDeps & {
  readonly clock: Clock;
  readonly web: Web;
  /** Numbers from 0 up to 1, for pauses that do not meet. */
  readonly random: () => number;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  readonly toolVersion: string;
  /** How this process signs the lock. */
  readonly self: LockHolder;
  /** The folder whose git details go into the cluster's tags. */
  readonly workTree: string | undefined;
  /** The one that we run on. */
  readonly machine: Pick<Machine, "os" | "architecture">;
};

/** A creation under way. */
export type Creation = Run<CreateRequest, CreateDeps>;
