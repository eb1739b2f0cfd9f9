import type { ErrorReason } from "./error_reason.ts";
import type { worksetErrorCodes } from "./workset_error_codes.ts";

/** The part of `error_reasons.ts` that is about worksets. */
export const worksetErrorReasons: Readonly<Record<keyof typeof worksetErrorCodes, ErrorReason>> = {
  "WS-CFG-001": {
    why: "A file of the workset, such as its configuration or manifest, is missing, malformed or contradicts itself.",
    example: "daylily_work.yaml lacks the key reference",
  },
  "WS-DAT-002": {
    why: "The manifest names an object that is not in the bucket, or that has changed since the work began.",
    example: "s3://bucket/reads/a.fastq.gz does not exist",
  },
  "WS-AWS-002": {
    why: "The monitor's role may not read the bucket or the object that the manifest names.",
    example: "s3://bucket/reads/a.fastq.gz: Access Denied",
  },
  "WS-LCK-001": {
    why: "Each workset has one owner at a time. Another monitor holds the lease, or took it while this one was silent.",
    example: "workset one is owned by monitor hpc2 until 2026-01-02T12:00:00Z",
  },
  "WS-STO-001": {
    why: "Several monitors are safe only if the object store refuses a conditional write whose condition is false.",
    example: "a second write with If-None-Match: * was accepted",
  },
  "WS-STO-002": {
    why: "The S3 object with the progress of the workset was edited, is incomplete, or was written by another version.",
    example: "s3://bucket/worksets/one/journal: line 4 is not JSON",
  },
  "WS-CLONE-001": {
    why: "A clone never overwrites a folder, because somebody may work in it.",
    example: "/fsx/analysis_results/ubuntu/one exists already",
  },
  "WS-CLONE-002": {
    why: "Git could not reach the repository, was refused, or does not find the branch or tag.",
    example: "Remote branch v9 not found in upstream origin",
  },
  "WS-CLU-001": {
    why:
      "The instance was replaced or terminated, the cluster was deleted, or the head node was unreachable for 45 minutes.",
    example: "the head node of cluster demo-ws does not exist any more",
  },
  "WS-CLU-003": {
    why: "The creation that the monitor started for the workset ended with an error.",
    example: "create ended with exit code 2",
  },
  "WS-CLU-004": {
    why: "The deletion that the monitor started after the work ended with an error; the cluster still runs.",
    example: "delete ended with exit code 2",
  },
  "WS-PIP-000": {
    why: "The pipeline process ended without an exit code: its host was restarted, or somebody killed it.",
    example: "process 4711 is gone, and there is no exit code",
  },
  "WS-PIP-001": {
    why: "A command that the monitor ran for the workset ended with another exit code than 0.",
    example: "dy-r ended with exit code 1",
  },
  "WS-OPS-001": {
    why: "Somebody put the marker file daylily.ignore into the workset.",
    example: "workset one was cancelled",
  },
  "WS-OPS-002": {
    why: "The command needs a workset in another state, for example one that has failed.",
    example: "workset one is done, so it cannot be retried",
  },
  "WS-RES-002": {
    why: "The monitor cannot write to its local folder of worksets.",
    example: "No space left on device",
  },
};
