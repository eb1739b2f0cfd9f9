import { advice, command } from "./advice.ts";

/** The codes of worksets, as operators know them from earlier programs; a part of the registry `error_codes.ts`. */
export const worksetErrorCodes = {
  "WS-CFG-001": {
    exitCode: 1,
    title: "A file of a workset, the input folder of one pipeline run, is missing or not valid",
    fix: "correct what is named and upload it again; then remove daylily.error",
  },
  "WS-DAT-002": {
    exitCode: 1,
    title: "An input of a workset is missing, or is no longer what it was",
    fix: "upload it, or correct the manifest; then remove daylily.error",
  },
  "WS-AWS-002": {
    exitCode: 2,
    title: "Permission to read an input of a workset was denied",
    fix: "ask an administrator for s3:GetObject and s3:ListBucket on the bucket that is named",
  },
  "WS-LCK-001": {
    exitCode: 6,
    title: "A workset belongs to another monitor, or the lease on it was lost",
    fix: "leave it to its owner; when that one is gone for good, unlock the workset",
  },
  "WS-STO-001": {
    exitCode: 1,
    title: "The object store ignores the conditions of conditional writes, so monitors cannot share worksets",
    fix: "use a bucket of S3, or a store that answers a failed condition with 412, as S3 does",
  },
  "WS-STO-002": {
    exitCode: 2,
    title: "The journal of a workset cannot be read",
    fix: "look at the object that is named; remove it only when nothing of that workset runs any more",
  },
  "WS-CLONE-001": {
    exitCode: 1,
    title: "The destination of the clone exists already",
    fix: "choose another destination, or move that folder away",
  },
  "WS-CLONE-002": {
    exitCode: 2,
    title: "A repository could not be cloned",
    fix: "look whether the branch or tag exists, and whether this host may read the repository; then run it again",
  },
  "WS-CLU-001": {
    exitCode: 2,
    title: "The head node that the pipeline of a workset runs on is lost, or could not be reached",
    fix: "look at the cluster and its events; then remove daylily.error",
  },
  "WS-CLU-003": {
    exitCode: 2,
    title: "The cluster of a workset could not be created",
    fix: "read the log of the workset; correct what it names, then remove daylily.error",
  },
  "WS-CLU-004": {
    exitCode: 2,
    title: "The cluster of a workset could not be deleted, and still costs money",
    fix: advice`the monitor tries again; or delete it by hand with: ${command("deno task delete --cluster NAME")}`,
  },
  "WS-PIP-000": {
    exitCode: 2,
    title: "The pipeline of a workset ended without an exit code: it was killed, or its host was lost",
    fix: "read run.log in the mirror; then remove daylily.error",
  },
  "WS-PIP-001": {
    exitCode: 2,
    title: "A command of a workset has failed",
    fix: "read the log of the workset; correct what it names, then remove daylily.error",
  },
  "WS-OPS-001": {
    exitCode: 1,
    title: "The workset was cancelled",
    fix: "remove daylily.ignore from it to have it processed after all",
  },
  "WS-OPS-002": {
    exitCode: 1,
    title: "The workset is in a state in which this cannot be done",
    fix: advice`look at it with: ${command("deno task monitor-worksets report s3://BUCKET/ROOT")}`,
  },
  "WS-RES-002": {
    exitCode: 2,
    title: "The disk of the monitor is full",
    fix: "make room below --local-root; then remove daylily.error",
  },
} as const;
