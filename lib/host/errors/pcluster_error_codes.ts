import { advice, command } from "./advice.ts";

/** What ParallelCluster refuses, or does not bring to an end; a part of the registry `error_codes.ts`. */
export const pclusterErrorCodes = {
  "DAY-PC-001": {
    exitCode: 2,
    title: "ParallelCluster rejected the dry run",
    fix: "correct the errors that ParallelCluster reports, then run the command again",
  },
  "DAY-PC-002": {
    exitCode: 2,
    title: "ParallelCluster rejected the creation of the cluster",
    fix: advice`correct the errors that ParallelCluster reports, then continue with: ${
      command("deno task create --resume")
    }`,
  },
  "DAY-PC-003": {
    exitCode: 2,
    title: "The creation of the cluster failed",
    fix: advice`correct the reported causes, then delete the failed cluster with: ${
      command("deno task delete --cluster NAME")
    }`,
  },
  "DAY-PC-004": {
    exitCode: 2,
    title: "The creation of the cluster took too long",
    fix: advice`continue watching it with: ${command("deno task watch --cluster NAME")}`,
  },
  "DAY-PC-005": {
    exitCode: 2,
    title: "ParallelCluster rejected the deletion of the cluster",
    fix: "correct the errors that ParallelCluster reports, then run the command again",
  },
  "DAY-PC-006": {
    exitCode: 2,
    title: "The deletion of the cluster failed",
    fix: advice`correct the reported causes, then run again: ${command("deno task delete --cluster NAME")}`,
  },
  "DAY-PC-007": {
    exitCode: 2,
    title: "ParallelCluster could not describe the cluster",
    fix: "correct the errors that ParallelCluster reports, then run the command again",
  },
  "DAY-PC-008": {
    exitCode: 2,
    title: "ParallelCluster rejected a request about a machine image",
    fix: "correct the errors that ParallelCluster reports, then run the command again",
  },
} as const;
