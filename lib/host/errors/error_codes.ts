import { pclusterErrorCodes } from "./pcluster_error_codes.ts";
import { sandboxErrorCodes } from "./sandbox_error_codes.ts";
import { spotErrorCodes } from "./spot_error_codes.ts";
import { worksetErrorCodes } from "./workset_error_codes.ts";
import { type Advice, advice, command } from "./advice.ts";

/**
 * Every error code of the product: its exit status, what it means, and what to do when the place that
 * raised it knows nothing better. `docs/errors.md` is generated from this table.
 */
export const errorCodes = {
  "DAY-USE-001": {
    exitCode: 1,
    title: "The command line is not valid",
    fix: advice`see: ${command("deno task TASK --help")}`,
  },
  "DAY-INT-001": {
    exitCode: 130,
    title: "Interrupted by Ctrl-C; the progress so far is saved",
    fix: advice`run the command again; to continue an interrupted creation: ${command("deno task create --resume")}`,
  },
  "DAY-INT-002": {
    exitCode: 143,
    title: "Stopped by the signal TERM; the progress so far is saved",
    fix: advice`run the command again; to continue an interrupted creation: ${command("deno task create --resume")}`,
  },
  "DAY-PROMPT-001": {
    exitCode: 1,
    title: "A value is missing, and --non-interactive forbids asking for it",
    fix: "give the value with --set KEY=VALUE or in the configuration file",
  },
  "DAY-PROMPT-002": {
    exitCode: 1,
    title: "Input ended before a question was answered",
    fix: "answer the question, or give the value on the command line (for a configuration key: --set KEY=VALUE)",
  },
  "DAY-PROMPT-003": {
    exitCode: 1,
    title: "A confirmation was declined",
    fix: "run the command again when you are ready",
  },
  "DAY-CFG-001": {
    exitCode: 1,
    title: "The configuration file cannot be read",
    fix:
      "correct the file, or edit a copy of config/daylily_ephemeral_cluster_template.yaml and name it with --config FILE",
  },
  "DAY-CFG-002": {
    exitCode: 1,
    title: "A configuration entry does not have the form [ACTION, DEFAULT, VALUE]",
    fix:
      "write [PROMPTUSER, DEFAULT, VALUE] to be asked, or [USESETVALUE, DEFAULT, VALUE] to use VALUE without a question",
  },
  "DAY-CFG-003": {
    exitCode: 1,
    title: "A value in the configuration or on the command line is not valid",
    fix: advice`correct the value; the allowed values of a key: ${command("deno task explain KEY")}`,
  },
  "DAY-CFG-004": {
    exitCode: 1,
    title: "There is no such configuration key",
    fix: "use one of the keys in config/daylily_ephemeral_cluster_template.yaml",
  },
  "DAY-TPL-001": {
    exitCode: 1,
    title: "The ParallelCluster configuration file cannot be rendered from its template",
    fix: "correct the reported lines of the template",
  },
  "DAY-PROFILE-001": {
    exitCode: 1,
    title: "No usable AWS profile",
    fix: "give one with --profile NAME or AWS_PROFILE",
  },
  "DAY-PRE-001": {
    exitCode: 4,
    title: "A required program is missing or has the wrong version",
    fix: command("deno task toolchain install"),
  },
  "DAY-PRE-002": {
    exitCode: 1,
    title: "A preflight check failed",
    fix: "follow the remediation that the preflight report gives for each failed check, then run the command again",
  },
  "DAY-AWS-001": {
    exitCode: 2,
    title: "An AWS operation failed",
    fix: "correct the cause, or wait some minutes, then run the command again",
  },
  "DAY-AWS-002": { exitCode: 2, title: "An AWS operation was denied", fix: "ask an administrator for the permission" },
  "DAY-AWS-003": {
    exitCode: 2,
    title: "An AWS resource is in a state that has to be repaired by hand",
    fix: "follow the instruction in the message",
  },
  "DAY-AWS-004": {
    exitCode: 2,
    title: "AWS did not finish an operation in time",
    fix: advice`run the command again; to continue a creation: ${command("deno task create --resume")}`,
  },
  "DAY-DEP-001": {
    exitCode: 4,
    title: "A required npm package cannot be downloaded",
    fix:
      "make the npm registry reachable (behind a mirror: NPM_CONFIG_REGISTRY=URL; behind a company's certificate: DENO_CERT=FILE or DENO_TLS_CA_STORE=system), then run the command again",
  },
  "DAY-TOOL-001": {
    exitCode: 4,
    title: "ParallelCluster and its helper programs cannot be installed",
    fix: "install Python 3.11, 3.12 or 3.13 with its venv module, and run the command again",
  },
  "DAY-CRED-001": {
    exitCode: 1,
    title: "The AWS credentials are missing, invalid or expired",
    fix: advice`sign in again (${command("aws sso login --profile NAME")}) or correct the profile's keys`,
  },
  "DAY-CRED-002": {
    exitCode: 2,
    title: "The AWS credentials expired during the run",
    fix: advice`sign in again (${
      command("aws sso login --profile NAME")
    }) or renew the profile's keys, then run the command again; to continue a creation: ${
      command("deno task create --resume")
    }`,
  },
  "DAY-CRED-003": {
    exitCode: 1,
    title: "The AWS profile provides no credentials",
    fix: "correct the profile in ~/.aws/config or ~/.aws/credentials",
  },
  "DAY-NET-001": {
    exitCode: 2,
    title: "AWS cannot be reached",
    fix: "check the network and the proxy settings (HTTPS_PROXY, NO_PROXY), then run the command again",
  },
  "DAY-NET-002": {
    exitCode: 1,
    title: "The AWS endpoint URL is not valid",
    fix: "correct AWS_ENDPOINT_URL, for example http://127.0.0.1:4566, or unset it",
  },
  "DAY-AWS-006": {
    exitCode: 1,
    title: "The region is not enabled in this account",
    fix: "enable the region in the account, or use an availability zone of another region",
  },
  "DAY-AWS-005": {
    exitCode: 2,
    title: "An AWS resource disappeared right after its creation",
    fix: advice`run the command again; to continue a creation: ${command("deno task create --resume")}`,
  },
  "DAY-DEL-001": {
    exitCode: 2,
    title: "Some resources could not be deleted",
    fix: "correct the reported reasons, then run the command again: it continues the deletion",
  },
  "DAY-INFRA-001": { exitCode: 1, title: "The IAM user does not exist", fix: "name an existing user with --user NAME" },
  "DAY-INFRA-002": {
    exitCode: 6,
    title: "The network of the availability zone is still in use",
    fix: advice`see what uses it: ${command("deno task audit")}`,
  },
  "DAY-INFRA-003": {
    exitCode: 1,
    title: "The public or the private subnet of the network in the availability zone is missing",
    fix:
      "create the missing subnet; or delete the other subnet and run the command again, which then creates the network",
  },
  "DAY-INFRA-004": {
    exitCode: 1,
    title: "The CloudFormation template does not define the VPC and the subnets that a cluster needs",
    fix: "correct the template, or use the one that comes with dayctl: config/day_cluster/pcluster_env.yml",
  },
  "DAY-RUN-001": {
    exitCode: 6,
    title: "Another task is already working on this cluster",
    fix: "wait until that process has finished, or stop it",
  },
  "DAY-RUN-002": {
    exitCode: 6,
    title: "An earlier creation of this cluster is unfinished",
    fix: advice`resume it with: ${command("deno task create --resume")}`,
  },
  "DAY-RUN-003": {
    exitCode: 1,
    title: "The run does not exist",
    fix: advice`list the recorded runs with: ${command("deno task status --runs")}`,
  },
  "DAY-RUN-004": {
    exitCode: 1,
    title: "The journal, the record of a run's steps, is damaged",
    fix:
      "rename the file that the message names, so that it does not end in .jsonl, and create the cluster again: existing resources are found and used (the .log file of the same name lists them)",
  },
  "DAY-RUN-005": {
    exitCode: 1,
    title: "A file that the unfinished run wrote was changed or deleted",
    fix: advice`restore the file, or start a new run with: ${command("deno task create --new-run")}`,
  },
  "DAY-RUN-006": {
    exitCode: 6,
    title: "A resource of this name already exists and was not created by this run",
    fix: "choose another name, or delete the existing resource",
  },
  "DAY-RUN-007": {
    exitCode: 1,
    title: "A file of the run cannot be written",
    fix: "free disk space or correct the permissions",
  },
  "DAY-RUN-008": {
    exitCode: 1,
    title: "The run was started in another AWS account",
    fix: "use an AWS profile of the account that the run was started in",
  },
  "DAY-RUN-009": {
    exitCode: 1,
    title: "A state record, the file that describes a cluster, cannot be read",
    fix: advice`move the file away; list the runs of the cluster with: ${command("deno task status --runs")}`,
  },
  "DAY-OUT-001": {
    exitCode: 1,
    title: "Standard output cannot be written",
    fix: "free disk space, or redirect the output",
  },
  "DAY-LOG-001": {
    exitCode: 1,
    title: "The cluster has no such logs",
    fix: "check the cluster name, region and stream; the first lines appear some minutes after the creation begins",
  },
  "DAY-EXP-001": {
    exitCode: 1,
    title: "The folder cannot be exported from the file system of the cluster",
    fix: "check the cluster, region and folder, or copy the files to S3 on the head node with the AWS CLI",
  },
  "DAY-EXP-002": {
    exitCode: 2,
    title: "The export of the results to S3 failed",
    fix: "correct the reported cause and run the command again",
  },
  "DAY-CLU-001": {
    exitCode: 1,
    title: "The cluster does not exist",
    fix: advice`list the known clusters with: ${command("deno task status")}`,
  },
  "DAY-HEAD-001": {
    exitCode: 1,
    title: "The SSH private key for the head node cannot be used",
    fix: "name the private key file with --pem FILE",
  },
  "DAY-HEAD-002": {
    exitCode: 2,
    title: "A step of setting up the head node failed",
    fix: "correct the reported cause, then run the command again: what is done already stays",
  },
  "DAY-HEAD-003": {
    exitCode: 2,
    title: "The head node cannot be reached: it does not exist yet or has no public address",
    fix: advice`wait until the head node exists: ${
      command("deno task watch --cluster NAME")
    }; if it has no public address, use --via ssm`,
  },
  "DAY-AUDIT-001": {
    exitCode: 2,
    title: "The audit, the search for leftover resources, could not read everything",
    fix: "ask an administrator for the reported IAM permissions, then run the audit again",
  },
  "DAY-AUDIT-002": {
    exitCode: 1,
    title: "An audit removes only what deleted clusters left behind, but the named cluster still exists",
    fix: advice`delete it first, with --export to save results: ${command("deno task delete --cluster NAME")}`,
  },
  "DAY-AUDIT-003": {
    exitCode: 2,
    title: "Some leftover resources could not be removed",
    fix: "correct the reported reasons, then run the audit again",
  },
  "DAY-DRIFT-001": {
    exitCode: 2,
    title: "The drift check could not read all resources",
    fix: "ask an administrator for the reported IAM permissions, then run the check again",
  },
  "DAY-DRIFT-002": {
    exitCode: 2,
    title: "Some changed resources could not be repaired",
    fix: "correct the reported reasons, then run the command again: it repairs the rest",
  },
  "DAY-PAR-001": {
    exitCode: 1,
    title: "The ParallelCluster configuration file of the cluster was not found on this machine",
    fix: "name the ParallelCluster configuration file of the run with --yaml FILE",
  },
  "DAY-PAR-002": {
    exitCode: 1,
    title: "The file is not a cluster snapshot of dayctl",
    fix: advice`write a snapshot with: ${command("deno task parity snapshot --cluster NAME --out FILE")}`,
  },
  "DAY-TTL-001": {
    exitCode: 2,
    title: "AWS deleted the cluster because its deletion deadline had passed",
    fix: advice`create the cluster again with a later deadline: ${command("deno task create --ttl 2d")}`,
  },
  "DAY-TTL-002": {
    exitCode: 1,
    title: "The IAM role that deletes clusters at their deadline is missing",
    fix: advice`ask an administrator to create it, once per account, with: ${command("deno task infra expiry-role")}`,
  },
  "DAY-TTL-003": {
    exitCode: 2,
    title: "The cluster is being deleted already",
    fix: advice`follow the deletion with: ${command("deno task watch --cluster NAME")}`,
  },
  "DAY-TTL-004": {
    exitCode: 2,
    title: "The IAM role that deletes clusters at their deadline lacks permissions",
    fix:
      "find the permissions boundary or organization policy (SCP) that denies the reported actions, and allow them there",
  },
  "DAY-EXPL-001": {
    exitCode: 1,
    title: "The name is not an error code, a configuration key or a workset",
    fix: advice`give an error code, a configuration key or the S3 address of a workset, for example: ${
      command("deno task explain cluster_name")
    }`,
  },
  "DAY-SHIM-001": {
    exitCode: 1,
    title: "A legacy script cannot be replaced or restored; nothing was changed",
    fix: "move the reported file away, or put it back, then run the command again",
  },
  "DAY-SHIM-002": {
    exitCode: 1,
    title: "A legacy script could not be replaced or restored; scripts before it were changed",
    fix: "correct the reported cause, for example the permissions of the folder, then run the command again",
  },
  "DAY-TTL-005": {
    exitCode: 6,
    title: "Nothing was deleted, because somebody changed the deletion deadline during the export",
    fix: "if nobody needs the cluster any more, run the command again",
  },
  ...sandboxErrorCodes,
  ...pclusterErrorCodes,
  ...spotErrorCodes,
  ...worksetErrorCodes,
  "DAY-BUG-001": {
    exitCode: 2,
    title: "An unexpected error occurred",
    fix: "run the command again with --debug and report its output",
  },
} as const satisfies Record<string, { exitCode: number; title: string; fix: string | Advice }>;

export type ErrorCode = keyof typeof errorCodes;
