import type { FlagSpecs, FlagValues } from "../../lib/cli/flags.ts";
import { viaFlag } from "./via_flag.ts";

/** What `monitor-worksets` and its sub-commands are told. */
export const worksetFlags = {
  awsProfile: {
    kind: "text",
    brief: "the same as --profile: AWS profile for the bucket of the worksets",
    placeholder: "NAME",
  },
  awsRegion: {
    kind: "text",
    brief: "the same as --region: AWS region of the bucket of the worksets",
    placeholder: "REGION",
  },
  pollSeconds: { kind: "text", brief: "seconds between two polls of the S3 folder; default: 60", placeholder: "N" },
  localRoot: {
    kind: "text",
    brief: "local folder for the worksets; default: daylily-worksets in the temporary folder",
    placeholder: "DIR",
  },
  logLevel: { kind: "text", brief: "DEBUG, INFO, WARNING or ERROR; default: INFO", placeholder: "LEVEL" },
  logFile: { kind: "text", brief: "file that the log is appended to as well", placeholder: "FILE" },
  logFormat: {
    kind: "choice",
    brief: "format of the log; json: one JSON line per message on standard output",
    values: ["text", "json"],
  },
  runOnce: { kind: "toggle", brief: "process the worksets that are ready now, then stop" },
  once: { kind: "toggle", brief: "the same as --run-once" },
  failOnError: { kind: "toggle", brief: "with --run-once: exit code 5 if a workset failed" },
  dryRun: { kind: "toggle", brief: "show what would be done, and change nothing" },
  workset: { kind: "texts", brief: "only this workset (repeatable)", placeholder: "NAME" },
  processDirectory: { kind: "texts", brief: "the same as --workset", placeholder: "NAME" },
  maxParallel: { kind: "text", brief: "worksets processed at the same time; default: 1", placeholder: "N" },
  runLocation: { kind: "choice", brief: "where pipelines run; default: headnode", values: ["headnode", "local"] },
  ...viaFlag,
  runTimeout: { kind: "text", brief: "stop a pipeline that takes longer, for example 36h or 2d", placeholder: "D" },
  clusterConfig: {
    kind: "text",
    brief: "cluster configuration file, if neither the workset nor DAY_EX_CFG names one",
    placeholder: "FILE",
  },
  idleMinutes: {
    kind: "text",
    brief: "minutes until an unused shared cluster is deleted; default: 20",
    placeholder: "N",
  },
  mirror: {
    kind: "choice",
    brief: "what to do with the input files after the run; default: copy",
    values: ["copy", "move", "none"],
  },
  noInputs: { kind: "toggle", brief: "do not copy the input files to complete/ and error/" },
  noCopyResults: {
    kind: "toggle",
    brief: "leave exported results where FSx exported them, and only record the place",
  },
  onStop: {
    kind: "choice",
    brief:
      "what Ctrl-C does with worksets whose pipelines are running; the pipelines themselves keep running. release: other monitors can continue the worksets at once; finish: stay until the worksets have ended; abandon: other monitors can continue them when their leases (time-limited locks) expire; default: release",
    values: ["release", "finish", "abandon"],
  },
  retryFailed: { kind: "text", brief: "how often to retry a failed workset; default: 0", placeholder: "N" },
  leaseSeconds: {
    kind: "text",
    brief: "seconds that the lease (time-limited lock) on a workset lasts; default: 180",
    placeholder: "N",
  },
  contentionSeconds: {
    kind: "text",
    brief:
      "seconds to wait after locking a workset before checking that no other monitor locked it, too; auto: 0, or 30 if the folder has locks of an older monitor program",
    placeholder: "N|auto",
  },
  terminalRecheckSeconds: {
    kind: "text",
    brief: "seconds until the monitor looks again at a finished workset; default: 14400",
    placeholder: "N",
  },
  adoptLegacy: { kind: "toggle", brief: "restart worksets that an older monitor program left in progress" },
  allowShell: {
    kind: "toggle",
    brief: "run dy_r_command in a shell; then everybody who may write to the bucket can run commands",
  },
  strictManifest: {
    kind: "choice",
    brief: "g0: take every cell of a manifest for the name of a file, as the first monitor program did",
    values: ["g0"],
  },
  notifySns: {
    kind: "text",
    brief: "notify this SNS topic when a workset ends or its cluster is kept",
    placeholder: "ARN",
  },
  notifyWebhook: {
    kind: "text",
    brief: "send the same notification as JSON with HTTP POST to this URL",
    placeholder: "URL",
  },
  inPlace: { kind: "toggle", brief: "with retry: run in the same folder on the same cluster" },
  force: { kind: "toggle", brief: "with unlock: even if the lease has not expired" },
  html: { kind: "text", brief: "with report: also write an HTML page to this file", placeholder: "FILE" },
  tsv: { kind: "toggle", brief: "with report: print tab-separated values with a header line" },
} as const satisfies FlagSpecs;

export type WorksetFlags = FlagValues<typeof worksetFlags>;
