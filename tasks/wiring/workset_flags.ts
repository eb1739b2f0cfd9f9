import type { FlagSpecs, FlagValues } from "../../lib/cli/flags.ts";
import { viaFlag } from "./via_flag.ts";

/** What `monitor-worksets` and its sub-commands are told. */
export const worksetFlags = {
  awsProfile: { kind: "text", brief: "the same as --profile: for the worksets' bucket", placeholder: "NAME" },
  awsRegion: { kind: "text", brief: "the same as --region: for the worksets' bucket", placeholder: "REGION" },
  pollSeconds: { kind: "text", brief: "seconds between two polls; 60 when left out", placeholder: "N" },
  localRoot: {
    kind: "text",
    brief: "folder for the worksets on this host; daylily-worksets in the temporary folder when left out",
    placeholder: "DIR",
  },
  logLevel: { kind: "text", brief: "DEBUG, INFO, WARNING or ERROR; INFO when left out", placeholder: "LEVEL" },
  logFile: { kind: "text", brief: "file that the log is appended to as well", placeholder: "FILE" },
  logFormat: {
    kind: "choice",
    brief: "form of the log; json: a line each on standard output",
    values: ["text", "json"],
  },
  runOnce: { kind: "toggle", brief: "see to what is ready now, then end" },
  once: { kind: "toggle", brief: "the same as --run-once" },
  failOnError: { kind: "toggle", brief: "with --run-once: exit 5 when a workset has failed" },
  dryRun: { kind: "toggle", brief: "show what would be done, and change nothing" },
  workset: { kind: "texts", brief: "only this workset (repeatable)", placeholder: "NAME" },
  processDirectory: { kind: "texts", brief: "the same as --workset", placeholder: "NAME" },
  maxParallel: { kind: "text", brief: "worksets at the same time; 1 when left out", placeholder: "N" },
  runLocation: { kind: "choice", brief: "where pipelines run; headnode when left out", values: ["headnode", "local"] },
  ...viaFlag,
  runTimeout: { kind: "text", brief: "end a pipeline that takes longer, for example 36h or 2d", placeholder: "D" },
  clusterConfig: {
    kind: "text",
    brief: "configuration of clusters, where neither the workset nor DAY_EX_CFG names one",
    placeholder: "FILE",
  },
  idleMinutes: {
    kind: "text",
    brief: "minutes that a shared cluster stays when no workset uses it any more; 20 when left out",
    placeholder: "N",
  },
  mirror: { kind: "choice", brief: "what becomes of the inputs; copy when left out", values: ["copy", "move", "none"] },
  noInputs: { kind: "toggle", brief: "leave the inputs out of complete/ and error/" },
  noCopyResults: {
    kind: "toggle",
    brief: "leave the results of head nodes where the export puts them, and only say where that is",
  },
  onStop: {
    kind: "choice",
    brief: "what goes on at a Ctrl-C: released to others, finished, or left to expire; release when left out",
    values: ["release", "finish", "abandon"],
  },
  retryFailed: { kind: "text", brief: "try a workset that failed again so often; 0 when left out", placeholder: "N" },
  leaseSeconds: { kind: "text", brief: "length of the lease on a workset; 180 when left out", placeholder: "N" },
  contentionSeconds: {
    kind: "text",
    brief: "seconds between lock and second look; auto: 0, and 30 beside monitors of earlier generations",
    placeholder: "N|auto",
  },
  terminalRecheckSeconds: {
    kind: "text",
    brief: "how often finished worksets are looked at again; 14400 when left out",
    placeholder: "N",
  },
  adoptLegacy: { kind: "toggle", brief: "start again what an earlier generation has left in progress" },
  allowShell: { kind: "toggle", brief: "let a shell act upon dy_r_command: whoever may write to the bucket runs code" },
  strictManifest: {
    kind: "choice",
    brief: "g0: every cell of a manifest names a file, as the first generation judged",
    values: ["g0"],
  },
  notifySns: {
    kind: "text",
    brief: "notify this topic when a workset has ended, or its cluster is kept",
    placeholder: "ARN",
  },
  notifyWebhook: { kind: "text", brief: "the same to this address, as JSON in a POST", placeholder: "URL" },
  inPlace: { kind: "toggle", brief: "with retry: in the same folder on the same cluster" },
  force: { kind: "toggle", brief: "with unlock: although the lease is alive" },
  html: { kind: "text", brief: "with report: one page for a browser as well, into this file", placeholder: "FILE" },
  tsv: { kind: "toggle", brief: "with report: tab-separated, with a line of names" },
} as const satisfies FlagSpecs;

export type WorksetFlags = FlagValues<typeof worksetFlags>;
