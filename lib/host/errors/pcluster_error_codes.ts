import { advice, command } from "./advice.ts";

/** What ParallelCluster refuses, or does not bring to an end; a part of the registry `error_codes.ts`. */
export const pclusterErrorCodes = {
  "DAY-PC-001": { exitCode: 2, title: "ParallelCluster rejected the dry run", fix: "correct what its messages report" },
  "DAY-PC-002": {
    exitCode: 2,
    title: "ParallelCluster did not accept the creation",
    fix: "correct what its messages report",
  },
  "DAY-PC-003": {
    exitCode: 2,
    title: "The creation of the cluster failed",
    fix: advice`read the causes, then delete the cluster with: ${command("deno task delete --cluster NAME")}`,
  },
  "DAY-PC-004": {
    exitCode: 2,
    title: "The creation of the cluster took too long",
    fix: advice`see how far it is with: ${command("deno task watch --cluster NAME")}`,
  },
  "DAY-PC-005": {
    exitCode: 2,
    title: "ParallelCluster did not accept the deletion",
    fix: "correct what its messages report",
  },
  "DAY-PC-006": {
    exitCode: 2,
    title: "The deletion of the cluster failed",
    fix: "read the causes, correct them, and delete again",
  },
  "DAY-PC-007": {
    exitCode: 2,
    title: "ParallelCluster could not describe the cluster",
    fix: "correct what its messages report, then run the command again",
  },
  "DAY-PC-008": {
    exitCode: 2,
    title: "ParallelCluster refused a request about an image",
    fix: "correct what its messages report, then run the command again",
  },
} as const;
