import type { Aws } from "../aws/session.ts";
import type { ConfigSource } from "../config/file/config_source.ts";
import type { Settings } from "../config/settings/resolve_settings.ts";
import type { DayError } from "../host/errors/day_error.ts";
import type { Clock } from "../host/clock.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events/events.ts";
import type { Files } from "../host/files.ts";
import type { Processes } from "../host/processes.ts";
import type { Prompter } from "../host/prompter.ts";
import type { Check } from "./check.ts";

/** What the gates need from outside. */
export type PreflightDeps = {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly processes: Processes;
  readonly files: Files;
  readonly environment: Environment;
  readonly prompter: Prompter;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
};

/** What is to be judged. `runId` is the time stamp of the run, `YYYYMMDDHHMMSS`. */
export type PreflightRequest = {
  readonly runId: string;
  readonly regionAz: string;
  readonly region: string;
  readonly profile: string;
  readonly passOnWarn: boolean;
  readonly source: ConfigSource;
  readonly settings: Settings;
  /** Who may log in to the head node, for example `0.0.0.0/0`. */
  readonly sshCidr: string;
  /** Whether the cluster is to end by itself, which takes a role that an administrator makes. */
  readonly wantsDeadline?: boolean;
  /** Whether nodes begin with an image of one's own, which has the static part of the boot script. */
  readonly hasImage?: boolean;
};

/** The verdicts of one gate, in the order of the report, and what it learned. */
export type Gate<T> = {
  readonly checks: readonly Check[];
  /** Ids of the checks whose warning a person has accepted; these warnings stop nobody. */
  readonly acknowledged?: readonly string[];
  /** Absent only beside a check that failed. */
  readonly found?: T;
  /** A question that could not be asked, or was answered with no; it ends the run as it is. */
  readonly error?: DayError;
};
