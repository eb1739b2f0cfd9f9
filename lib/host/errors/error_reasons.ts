import type { ErrorCode } from "./error_codes.ts";
import type { ErrorReason } from "./error_reason.ts";
import { spotErrorReasons } from "./spot_error_reasons.ts";
import { worksetErrorReasons } from "./workset_error_reasons.ts";

/**
 * What `explain` tells of an error code beside its row in `error_codes.ts`. It stands in a file of its own because only `explain`
 * and the reference page need it: a failing task does not load it.
 */
export const errorReasons: Readonly<Record<ErrorCode, ErrorReason>> = {
  "DAY-USE-001": {
    why: "A flag or a word is unknown, is missing, lacks its value, or contradicts another one. Nothing was started.",
    example: "there is no task creat",
  },
  "DAY-INT-001": {
    why: "Somebody pressed Ctrl-C. The running step was finished or left in a state that the next run recognizes.",
    example: "interrupted by Ctrl-C",
  },
  "DAY-INT-002": {
    why: "The process was asked to end, by kill, by a shutdown or by a scheduler. It saved its journal before it went.",
    example: "ended by TERM",
  },
  "DAY-PROMPT-001": {
    why: "A value or a confirmation is missing, and --non-interactive forbids asking for it.",
    example: "cluster_name: What should the cluster be called?",
  },
  "DAY-PROMPT-002": {
    why: "Standard input was closed while a question was open. The end of input never counts as consent.",
    example: "input ended at the question cluster_name: What should the cluster be called?",
  },
  "DAY-PROMPT-003": {
    why: "A confirmation was answered with no, or its phrase was not typed exactly. Nothing was changed after it.",
    example: 'nothing was deleted: the answer was not "please delete"',
  },
  "DAY-CFG-001": {
    why:
      "The file is missing, is a folder, is not UTF-8, is not valid YAML, or lacks a section that every such file has.",
    example: "my.yaml has no section ephemeral_cluster.config",
  },
  "DAY-CFG-002": {
    why: "An entry of the configuration is neither the list [ACTION, default, value] nor a single value.",
    example: "my.yaml:7: cluster_name has 2 parts instead of 3",
  },
  "DAY-CFG-003": {
    why: "A value of a flag or the file breaks the rules of its configuration key, for example of an amount or a name.",
    example: "--set budget_amount=abc: the value must be an amount greater than 0",
  },
  "DAY-CFG-004": {
    why: "--set names a configuration key that does not exist, most often because of a typing error.",
    example: "--set cluster_nam: there is no such configuration key",
  },
  "DAY-TPL-001": {
    why: "The cluster template is not valid YAML, or contains a placeholder (token) that is unknown.",
    example: "line 12: the token REGSUB_COLOUR is unknown",
  },
  "DAY-PROFILE-001": {
    why: "No AWS profile was named, or the named profile is not in ~/.aws/config or ~/.aws/credentials.",
    example: "there is no AWS profile prodd",
  },
  "DAY-PRE-001": {
    why:
      "Gate 1 of the preflight checks that pcluster, the reference check, Node.js and helper programs are installed in usable versions.",
    example: "Preflight stopped at toolchain.pcluster (FAIL): pcluster not found, wanted 3.16.1",
  },
  "DAY-PRE-002": {
    why:
      "One of the nine preflight gates (groups of checks) found a problem that would make the creation fail. No resource was created.",
    example: "Preflight stopped at quota.spot_vcpu (FAIL): 32 vCPUs are allowed, 192 are needed",
  },
  "DAY-AWS-001": {
    why: "An AWS service answered with an error, and repeating the request did not help.",
    example: "AWS failed while creating cluster demo: InternalFailure",
  },
  "DAY-AWS-002": {
    why: "The caller's IAM policies, a permissions boundary or a policy of the organization forbid an action.",
    example: "Permission denied while creating cluster demo: not authorized to perform budgets:ModifyBudget",
  },
  "DAY-AWS-003": {
    why: "A CloudFormation stack failed half-way, or one of its resources was deleted. Waiting does not change that.",
    example: "stack pcluster-vpc-stack-2b is complete, but its subnets in us-west-2b no longer exist",
  },
  "DAY-AWS-004": {
    why:
      "A resource was accepted and is still being created or deleted after the longest time that this usually takes.",
    example: "stack pcluster-vpc-stack-2b: CREATE_IN_PROGRESS for 20 min",
  },
  "DAY-AWS-005": {
    why: "A resource that was just created cannot be found: somebody else may have deleted it.",
    example: "topic daylily-demo-heartbeat disappeared after it was created",
  },
  "DAY-AWS-006": {
    why: "Newer regions have to be enabled in the account before any service answers there.",
    example: "Region ap-east-1 is not enabled in account 123456789012",
  },
  "DAY-DEP-001": {
    why: "On first use npm packages are fetched; the registry did not answer, or its certificate is not trusted.",
    example: "the package @aws-sdk/client-ec2 cannot be fetched",
  },
  "DAY-TOOL-001": {
    why: "The private environments of these programs need a Python that can make virtual environments.",
    example: "no Python 3.11, 3.12 or 3.13 with venv was found",
  },
  "DAY-SBX-002": {
    why: "--sandbox works on the local AWS, and none is running on this machine.",
    example: "no sandbox is running",
  },
  "DAY-SBX-003": {
    why: "The emulator or another process of the sandbox could not be started, or ended by itself.",
    example: "the emulator ended with exit code 1",
  },
  "DAY-SBX-004": {
    why: "The sandbox refuses every address outside this machine, so that it can never change a real account.",
    example: "http://192.0.2.7:5000 is not on this machine",
  },
  "DAY-CRED-001": {
    why: "AWS refused the keys: they are mistyped or revoked, or the session (for example of SSO) has expired.",
    example: "AWS did not accept the credentials while asking who calls: ExpiredToken",
  },
  "DAY-CRED-002": {
    why: "The session was valid when the run began and expired before it ended. What was made is in the journal.",
    example: "AWS did not accept the credentials while creating cluster demo: ExpiredToken",
  },
  "DAY-CRED-003": {
    why: "The profile exists, but it has no keys and no working role, SSO session or credential process.",
    example: "No credentials come from AWS profile prod: it has no keys",
  },
  "DAY-NET-001": {
    why: "AWS did not answer: there is no connection, a proxy blocks it, or a certificate is not trusted.",
    example: "No answer from AWS while asking who calls: ENOTFOUND",
  },
  "DAY-NET-002": {
    why: "AWS_ENDPOINT_URL or a proxy variable is not a URL with http or https.",
    example: "HTTPS_PROXY is no address of a proxy that can be used: it has no host",
  },
  "DAY-DEL-001": {
    why: "AWS refused or did not finish the removal of a resource, for example because something else uses it.",
    example: "the network of us-west-2b was not removed: a network interface uses its subnet",
  },
  "DAY-INFRA-001": {
    why: "Policies and groups are attached to an existing IAM user; users are never created.",
    example: "there is no IAM user alice in the account of profile admin",
  },
  "DAY-INFRA-002": {
    why: "A cluster or an instance uses the network and would lose its connection.",
    example: "the network of us-west-2b is in use by cluster demo",
  },
  "DAY-INFRA-003": {
    why: "A cluster needs a public and a private subnet in the same VPC; one of them is missing.",
    example: "us-west-2b has a public subnet, but no private one",
  },
  "DAY-INFRA-004": {
    why: "Your template lacks the parameters or outputs that tell a cluster its subnets.",
    example: "my_network.yml has no output PublicSubnets",
  },
  "DAY-RUN-001": {
    why: "Only one process at a time works on a cluster, so that two never create or delete the same resources.",
    example: "cluster demo is being worked on by process 4711 of alice on host hpc1",
  },
  "DAY-RUN-002": {
    why:
      "An earlier creation was interrupted, and its resources still exist. A second creation would create them twice.",
    example: "an earlier creation of cluster demo stopped before its end (run demo_20260101120000)",
  },
  "DAY-RUN-003": {
    why: "No recorded run has this name, the run has already ended, or several runs are unfinished and none was named.",
    example: "there is no run demo_20260101120000",
  },
  "DAY-RUN-004": {
    why:
      "A line of the journal was not written by this version of dayctl: the file was edited, or another version wrote it.",
    example: "runs/demo_20260101120000.jsonl:12: this is not a line of a run's journal",
  },
  "DAY-RUN-005": {
    why: "A resumed run needs its files unchanged, but the checksum of a file differs from the journal.",
    example: "demo_cluster_20260101120000.yaml was changed since the run wrote it",
  },
  "DAY-RUN-006": {
    why: "A resource of this name exists in the account, but no run recorded on this machine created it.",
    example: "cluster demo exists already in us-west-2",
  },
  "DAY-RUN-007": {
    why: "The configuration folder is read-only, belongs to somebody else, or its disk is full.",
    example: "runs/demo_20260101120000.jsonl cannot be written: No space left on device",
  },
  "DAY-RUN-008": {
    why: "The AWS profile belongs to another account than the one in the run's journal.",
    example: "run demo_20260101120000 was started in account 123456789012",
  },
  "DAY-RUN-009": {
    why: "A file state_<cluster>_<time>.json was edited, is cut off, or was written by another version.",
    example: "state_demo_20260101120000.json: it is not a valid state record: region: expected string",
  },
  "DAY-PC-001": {
    why:
      "Before creating anything, ParallelCluster validated its configuration file against the account and found errors.",
    example: "the dry run failed: SubnetId: subnet-0abc does not exist",
  },
  "DAY-PC-002": {
    why: "ParallelCluster failed before it created the CloudFormation stack.",
    example: "pcluster did not accept the creation: Forbidden",
  },
  "DAY-PC-003": {
    why: "The cluster's stack failed or was rolled back: a quota, a capacity shortage, or a boot script that failed.",
    example: "cluster demo: CREATE_FAILED; HeadNode (AWS::EC2::Instance): insufficient capacity",
  },
  "DAY-PC-004": {
    why:
      "The stack was still in progress after --create-timeout minutes. The cluster may still come up, and costs money.",
    example: "cluster demo: CREATE_IN_PROGRESS for 90 min",
  },
  "DAY-PC-005": {
    why: "ParallelCluster failed before the deletion began.",
    example: "pcluster did not accept the deletion of cluster demo",
  },
  "DAY-PC-006": {
    why: "The cluster's CloudFormation stack ended in DELETE_FAILED: one of its resources is still in use.",
    example: "cluster demo: DELETE_FAILED; the security group is used by a network interface",
  },
  "DAY-PC-007": {
    why:
      "ParallelCluster repeatedly failed to describe the cluster, because of missing permissions or a broken installation.",
    example: "the description of cluster demo failed 5 times",
  },
  "DAY-OUT-001": {
    why: "The program that reads the output has closed the pipe, or the disk is full.",
    example: "standard output cannot be written: Broken pipe",
  },
  "DAY-LOG-001": {
    why: "CloudWatch has no log group of this cluster, or no log stream has the given text in its name.",
    example: "there are no logs of a cluster demo in us-west-2",
  },
  "DAY-EXP-001": {
    why: "Files are exported through the link between FSx and S3, but the given folder has no such link.",
    example: "/scratch of file system fs-0abc has no link to S3, so it cannot be exported",
  },
  "DAY-EXP-002": {
    why: "FSx ended the export task as FAILED or CANCELED. With delete --export, the deletion did not begin.",
    example: "export task-0abc ended FAILED: the bucket denies s3:PutObject",
  },
  "DAY-CLU-001": {
    why:
      "The region has no CloudFormation stack of this name: the name or the region is wrong, or the cluster was deleted.",
    example: "there is no cluster demo in us-west-2",
  },
  "DAY-AUDIT-001": {
    why: "Some AWS services could not be listed, so they may still contain leftover resources.",
    example: "these could not all be read: file systems",
  },
  "DAY-AUDIT-002": {
    why: "Resources of an existing cluster are not leftovers; removing them would break the cluster.",
    example: "cluster demo still exists in us-west-2; nothing was removed",
  },
  "DAY-AUDIT-003": {
    why: "AWS refused to remove a leftover resource, or it still existed after waiting.",
    example: "not removed: log group /aws/parallelcluster/demo-20260101",
  },
  "DAY-DRIFT-001": {
    why: "Some resources could not be read, so it is not known whether they were changed.",
    example: "these resources could not be read: budget daylily-global",
  },
  "DAY-DRIFT-002": {
    why: "AWS refused a repair, or the changed resource was not created by a run on this machine.",
    example: "schedule daylily-demo-heartbeat: permission denied",
  },
  "DAY-TTL-001": {
    why: "The cluster had a deletion deadline (--ttl), and EventBridge Scheduler deleted the cluster when it passed.",
    example: "AWS deleted cluster demo, because its deletion deadline 2026-01-02T12:00:00Z has passed",
  },
  "DAY-TTL-002": {
    why:
      "At the deadline AWS itself deletes the cluster. It needs an IAM role that an administrator creates once per account.",
    example: "there is no role daylily-cluster-expiry in account 123456789012",
  },
  "DAY-TTL-003": {
    why: "The deadline has passed or somebody is deleting the cluster; a later deadline does not stop the deletion.",
    example: "cluster demo is being deleted",
  },
  "DAY-TTL-004": {
    why: "The role exists, but a permissions boundary or an organization policy denies some of its permissions.",
    example: "the role daylily-cluster-expiry may not do cloudformation:DeleteStack",
  },
  "DAY-TTL-005": {
    why: "During the export of delete --export somebody gave the cluster a later deadline, so it may still be needed.",
    example:
      "the results of cluster demo were exported, but the cluster was not deleted: somebody changed its deletion deadline during the export",
  },
  "DAY-EXPL-001": {
    why: "The word is neither an error code nor a configuration key nor the address of a workset.",
    example: '"budget_mail" is neither an error code nor a configuration key',
  },
  "DAY-SHIM-001": {
    why: "The file with the script's name, or the kept original, was not written by the task shims.",
    example: "bin/create_budget.sh is a folder",
  },
  "DAY-SHIM-002": {
    why: "One of several scripts could not be written. The scripts before it were replaced and remain so.",
    example: "bin/create_budget.sh: Permission denied",
  },
  "DAY-PC-008": {
    why: "ParallelCluster failed to build, describe or delete a machine image.",
    example: "the image daylily-1 does not exist",
  },
  "DAY-HEAD-001": {
    why: "The file of the private key is missing, is readable by others, or belongs to another key pair.",
    example: "~/.ssh/omics.pem does not exist",
  },
  "DAY-HEAD-002": {
    why: "A step of the set-up of the head node failed. Steps may be repeated: what they have done already stays.",
    example: "the step clone failed: the repository cannot be reached",
  },
  "DAY-HEAD-003": {
    why: "The cluster is still being created, or its head node has no public address.",
    example: "the head node of cluster demo has no address",
  },
  "DAY-PAR-001": {
    why: "A snapshot needs the ParallelCluster configuration file of the cluster, but none is recorded or given.",
    example: "no run of cluster demo has recorded a cluster file",
  },
  "DAY-PAR-002": {
    why: "The file is not JSON, or another program or version wrote it.",
    example: "a.json is not a cluster snapshot",
  },
  ...spotErrorReasons,
  ...worksetErrorReasons,
  "DAY-BUG-001": {
    why: "The program met a situation that it cannot handle: this is a bug of the program, not your mistake.",
    example: "unexpected while creating cluster demo: cannot read properties of undefined",
  },
};
