import { pclusterErrorCodes } from "./pcluster_error_codes.ts";
import { spotErrorCodes } from "./spot_error_codes.ts";
import { worksetErrorCodes } from "./workset_error_codes.ts";
import { type Advice, advice, command } from "./advice.ts";

/**
 * Every error code of the product: its exit status, what it means, and what to do when the place that
 * raised it knows nothing better. `docs/errors.md` is generated from this table.
 */
export const errorCodes = {
  "DAY-USE-001": { exitCode: 1, title: "The command line is not valid", fix: "see --help" },
  "DAY-INT-001": {
    exitCode: 130,
    title: "Interrupted by Ctrl-C; what was begun is saved",
    fix: advice`run the command again; a creation that had begun goes on with: ${command("deno task create --resume")}`,
  },
  "DAY-INT-002": {
    exitCode: 143,
    title: "Ended by TERM; what was begun is saved",
    fix: advice`run the command again; a creation that had begun goes on with: ${command("deno task create --resume")}`,
  },
  "DAY-PROMPT-001": {
    exitCode: 1,
    title: "A question would have to be asked under --non-interactive",
    fix: "give the value with --set KEY=VALUE or in the configuration file",
  },
  "DAY-PROMPT-002": {
    exitCode: 1,
    title: "Input ended before a question was answered",
    fix: "answer the question, or give the value on the command line; that of a configuration key with --set KEY=VALUE",
  },
  "DAY-PROMPT-003": {
    exitCode: 1,
    title: "A confirmation was declined",
    fix: "run the command again when you are ready",
  },
  "DAY-CFG-001": {
    exitCode: 1,
    title: "The configuration file cannot be read",
    fix: "name a YAML file that has the section ephemeral_cluster.config",
  },
  "DAY-CFG-002": {
    exitCode: 1,
    title: "A configuration entry has the wrong shape",
    fix: "write it as [ACTION, default, value]",
  },
  "DAY-CFG-003": { exitCode: 1, title: "A configured value is not valid", fix: "correct the value" },
  "DAY-CFG-004": {
    exitCode: 1,
    title: "There is no such configuration key",
    fix: "use one of the keys of config/daylily_ephemeral_cluster_template.yaml",
  },
  "DAY-TPL-001": {
    exitCode: 1,
    title: "The cluster template cannot be rendered",
    fix: "correct the named lines of the template",
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
    fix: "read the remediation in the preflight report",
  },
  "DAY-AWS-001": { exitCode: 2, title: "An AWS operation failed", fix: "read the cause and run the command again" },
  "DAY-AWS-002": { exitCode: 2, title: "An AWS operation was denied", fix: "ask an administrator for the permission" },
  "DAY-AWS-003": {
    exitCode: 2,
    title: "An AWS resource is in a state that the program cannot recover from; somebody has to fix it manually",
    fix: "follow the instruction in the message",
  },
  "DAY-AWS-004": {
    exitCode: 2,
    title: "AWS did not finish in time",
    fix: advice`run the command again; a creation goes on with: ${command("deno task create --resume")}`,
  },
  "DAY-DEP-001": {
    exitCode: 4,
    title: "A package that the program needs cannot be fetched",
    fix:
      "make the npm registry reachable (behind a mirror: NPM_CONFIG_REGISTRY=URL; behind a company's certificate: DENO_CERT=FILE or DENO_TLS_CA_STORE=system), then run the command again",
  },
  "DAY-TOOL-001": {
    exitCode: 4,
    title: "Programs cannot be installed",
    fix: "install Python 3.11, 3.12 or 3.13 with its venv module, and run the command again",
  },
  "DAY-SBX-002": { exitCode: 1, title: "No sandbox is running", fix: command("deno task sandbox up") },
  "DAY-SBX-003": { exitCode: 2, title: "A part of the sandbox failed", fix: command("deno task sandbox up") },
  "DAY-SBX-004": {
    exitCode: 1,
    title: "The sandbox, a simulated AWS, connects only to addresses of this computer",
    fix: advice`unset AWS_ENDPOINT_URL, or run: ${command("deno task sandbox up")}`,
  },
  "DAY-CRED-001": {
    exitCode: 1,
    title: "The AWS credentials are absent, broken or expired",
    fix: advice`sign in again (${command("aws sso login --profile NAME")}) or correct the profile's keys`,
  },
  "DAY-CRED-002": {
    exitCode: 2,
    title: "The AWS credentials ran out in the middle of a run",
    fix: advice`sign in again (${
      command("aws sso login --profile NAME")
    }) or renew the profile's keys, then resume the run`,
  },
  "DAY-CRED-003": {
    exitCode: 1,
    title: "No credentials come from the AWS profile",
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
    fix: "enable the region in the account, or name a zone of another region",
  },
  "DAY-AWS-005": {
    exitCode: 2,
    title: "An AWS resource disappeared after it was created",
    fix: advice`run the command again; a creation goes on with: ${command("deno task create --resume")}`,
  },
  "DAY-DEL-001": {
    exitCode: 2,
    title: "Something that was to be removed still exists",
    fix: "read the reasons, then run the command again: it goes on",
  },
  "DAY-INFRA-001": { exitCode: 1, title: "There is no such IAM user", fix: "name an IAM user of this account" },
  "DAY-INFRA-002": {
    exitCode: 6,
    title: "The network of a zone is still in use",
    fix: advice`see what uses it: ${command("deno task audit")}`,
  },
  "DAY-INFRA-003": {
    exitCode: 1,
    title: "The network of an Availability Zone is incomplete: its public or its private subnet is missing",
    fix: "delete the subnet that has no counterpart, or create the missing one",
  },
  "DAY-INFRA-004": {
    exitCode: 1,
    title: "The CloudFormation template does not define the VPC and the subnets that a cluster needs",
    fix: "correct it, or name config/day_cluster/pcluster_env.yml, which travels with the program",
  },
  "DAY-RUN-001": { exitCode: 6, title: "Another run works on this cluster", fix: "wait for it, or end that process" },
  "DAY-RUN-002": {
    exitCode: 6,
    title: "An unfinished run of this cluster exists",
    fix: advice`resume it with: ${command("deno task create --resume")}`,
  },
  "DAY-RUN-003": {
    exitCode: 1,
    title: "There is no such run",
    fix: advice`see the recorded runs with: ${command("deno task status --runs")}`,
  },
  "DAY-RUN-004": {
    exitCode: 1,
    title: "A run's journal is damaged",
    fix:
      "look into the .log file beside it for what the run has made; then move the journal away and create the cluster anew",
  },
  "DAY-RUN-005": {
    exitCode: 1,
    title: "A file that the run had written was changed or is gone",
    fix: "put the file back as it was, or start a new run",
  },
  "DAY-RUN-006": {
    exitCode: 6,
    title: "A resource of that name exists already and was not created by this run of dayctl",
    fix: "choose another name, or delete what exists under this one",
  },
  "DAY-RUN-007": {
    exitCode: 1,
    title: "A file of the run cannot be written",
    fix: "free disk space or correct the permissions",
  },
  "DAY-RUN-008": {
    exitCode: 1,
    title: "The run belongs to another account",
    fix: "use a profile of the account in which the run began",
  },
  "DAY-RUN-009": {
    exitCode: 1,
    title: "A state record cannot be read",
    fix: advice`move it away; list the runs of the cluster with: ${command("deno task status --runs")}`,
  },
  "DAY-OUT-001": {
    exitCode: 1,
    title: "Standard output cannot be written",
    fix: "free disk space, or redirect the output",
  },
  "DAY-LOG-001": {
    exitCode: 1,
    title: "There are no such logs",
    fix: "name the cluster and its region; the first lines come some minutes after the creation began",
  },
  "DAY-EXP-001": {
    exitCode: 1,
    title: "The cluster has no file system from which this can be exported",
    fix: "name the cluster and its region; on the head node the files can be copied with the AWS CLI",
  },
  "DAY-EXP-002": {
    exitCode: 2,
    title: "An export did not succeed",
    fix: "read its report under the S3 address, fix the cause, and run the command again",
  },
  "DAY-CLU-001": {
    exitCode: 1,
    title: "There is no such cluster",
    fix: advice`see the clusters that are known here with: ${command("deno task status")}`,
  },
  "DAY-HEAD-001": {
    exitCode: 1,
    title: "The private key of the head node cannot be used",
    fix: "name the file of the private key with --pem FILE",
  },
  "DAY-HEAD-002": {
    exitCode: 2,
    title: "The head node is not completely set up",
    fix: "read which step failed, and run the command again: it repeats only what is missing",
  },
  "DAY-HEAD-003": {
    exitCode: 2,
    title: "The head node has no address that can be reached from here",
    fix: advice`see what becomes of the cluster with: ${command("deno task watch --cluster NAME")}`,
  },
  "DAY-AUDIT-001": {
    exitCode: 2,
    title: "An audit could not read everything",
    fix: "ask an administrator for the IAM permissions that are named, then run the audit again",
  },
  "DAY-AUDIT-002": {
    exitCode: 1,
    title: "An audit, which looks for leftover resources, removes nothing that belongs to a cluster that still exists",
    fix: "delete the cluster first",
  },
  "DAY-AUDIT-003": {
    exitCode: 1,
    title: "Not everything that is left over could be removed",
    fix: "read the reasons, then run the audit again",
  },
  "DAY-DRIFT-001": {
    exitCode: 2,
    title: "A drift check could not read everything",
    fix: "ask an administrator for the IAM permissions that are named, then run the check again",
  },
  "DAY-DRIFT-002": {
    exitCode: 2,
    title: "Not all drift could be repaired",
    fix: "read the reasons; the same command goes on with what is left",
  },
  "DAY-PAR-001": {
    exitCode: 1,
    title: "The ParallelCluster configuration file of the cluster was not found",
    fix: "name the cluster file that the run made with --yaml FILE",
  },
  "DAY-PAR-002": {
    exitCode: 1,
    title: "A file is no snapshot of a cluster",
    fix: advice`make one with: ${command("deno task parity snapshot --cluster NAME --out FILE")}`,
  },
  "DAY-TTL-001": {
    exitCode: 2,
    title: "A cluster was deleted because its deadline had passed",
    fix: "create it again with a later deadline",
  },
  "DAY-TTL-002": {
    exitCode: 1,
    title: "The role that deletes clusters at their deadline is missing",
    fix: advice`an administrator makes it, once per account, with: ${command("deno task infra expiry-role")}`,
  },
  "DAY-TTL-003": {
    exitCode: 2,
    title: "The cluster is being deleted already",
    fix: advice`watch it go with: ${command("deno task watch --cluster NAME")}`,
  },
  "DAY-TTL-004": {
    exitCode: 2,
    title: "The role that deletes clusters at their deadline lacks permissions",
    fix: "look for a permissions boundary or a policy of the organization that denies the named actions",
  },
  "DAY-EXPL-001": {
    exitCode: 1,
    title: "There is nothing of that name to explain",
    fix: advice`name an error code, a configuration key or the address of a workset, as in: ${
      command("deno task explain cluster_name")
    }`,
  },
  "DAY-SHIM-001": {
    exitCode: 1,
    title: "A legacy script cannot be replaced by one that calls dayctl, or cannot be restored; nothing was changed",
    fix: "move the named file out of the way, or put it back, then run it again",
  },
  "DAY-SHIM-002": {
    exitCode: 1,
    title: "A script could not be replaced or restored; what was done before it is kept",
    fix: "correct what the message names, for example the folder's permissions, then run it again",
  },
  "DAY-TTL-005": {
    exitCode: 6,
    title: "The deadline was moved while a deletion was exporting; nothing was deleted",
    fix: "find out who extended the deadline, then run the command again",
  },
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

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
