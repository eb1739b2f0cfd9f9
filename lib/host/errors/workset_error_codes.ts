import { advice, command } from "./advice.ts";

/** The codes of worksets, as operators know them from earlier programs; a part of the registry `error_codes.ts`. */
export const worksetErrorCodes = {
  "WS-CFG-001": {
    exitCode: 1,
    title: "A file of the workset, the S3 input folder of one pipeline run, is missing or not valid",
    fix: "correct the reported file and upload it again; then delete the marker file daylily.error",
  },
  "WS-DAT-002": {
    exitCode: 1,
    title: "An input file of the workset is missing or was changed",
    fix: "upload the file or correct the manifest; then delete the marker file daylily.error",
  },
  "WS-AWS-002": {
    exitCode: 2,
    title: "Permission to read an input file of the workset was denied",
    fix: "ask an administrator for s3:GetObject and s3:ListBucket on the reported bucket",
  },
  "WS-LCK-001": {
    exitCode: 6,
    title: "Another monitor works on the workset, or this monitor lost its lease (time-limited lock)",
    fix:
      "wait: while the other monitor runs, it finishes the workset; otherwise its lease expires within minutes, and any running monitor, also this one, continues the workset",
  },
  "WS-STO-001": {
    exitCode: 1,
    title: "The object store does not support conditional writes, which monitors need to share worksets",
    fix: "use an S3 bucket, or a store that answers a failed condition with HTTP 412 as S3 does",
  },
  "WS-STO-002": {
    exitCode: 2,
    title: "The journal, the progress record of the workset in S3, cannot be read",
    fix: "check the reported S3 object; delete it only when nothing of this workset is running",
  },
  "WS-CLONE-001": {
    exitCode: 1,
    title: "The destination folder of the clone already exists",
    fix: "choose another destination, or move the folder away",
  },
  "WS-CLONE-002": {
    exitCode: 2,
    title: "The git repository could not be cloned",
    fix:
      "check that the branch or tag exists and that this machine may read the repository; then run the command again",
  },
  "WS-CLU-001": {
    exitCode: 2,
    title: "The head node that runs the pipeline of the workset cannot be reached or no longer exists",
    fix: advice`check whether the cluster still exists: ${
      command("deno task status")
    }; then delete the marker file daylily.error`,
  },
  "WS-CLU-003": {
    exitCode: 2,
    title: "The cluster of the workset could not be created",
    fix:
      "read the logs in the workset's S3 folder below error/ and correct the reported cause; then delete the marker file daylily.error",
  },
  "WS-CLU-004": {
    exitCode: 2,
    title: "The cluster of the workset could not be deleted and still costs money",
    fix: advice`the monitor tries again; you can also delete the cluster with: ${
      command("deno task delete --cluster NAME")
    }`,
  },
  "WS-PIP-000": {
    exitCode: 2,
    title: "The pipeline of the workset was killed, or the machine that ran it was lost",
    fix:
      "read logs/run.1.log in the workset's S3 folder below error/ (1 is the attempt); then delete the marker file daylily.error",
  },
  "WS-PIP-001": {
    exitCode: 2,
    title: "A command that the monitor ran for the workset failed",
    fix:
      "read the logs in the workset's S3 folder below error/ and correct the reported cause; then delete the marker file daylily.error",
  },
  "WS-OPS-001": {
    exitCode: 1,
    title: "The workset was cancelled",
    fix: "to process the workset, delete the marker file daylily.ignore from its folder",
  },
  "WS-OPS-002": {
    exitCode: 1,
    title: "The command does not fit the present state of the workset",
    fix: advice`see the state with: ${command("deno task monitor-worksets report s3://BUCKET/FOLDER")}`,
  },
  "WS-RES-002": {
    exitCode: 2,
    title: "The disk of the machine that the monitor runs on is full",
    fix: "free space on the disk of the folder that --local-root names; then delete the marker file daylily.error",
  },
} as const;
