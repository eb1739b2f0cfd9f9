import { amount } from "./complaints/amount.ts";
import { clusterName } from "./complaints/cluster_name.ts";
import { count } from "./complaints/count.ts";
import { email } from "./complaints/email.ts";
import { fileSystemSize } from "./complaints/file_system_size.ts";
import { filled, open } from "./complaints/filled.ts";
import { heartbeatEmail, noHeartbeat } from "./complaints/heartbeat_email.ts";
import { instanceType } from "./complaints/instance_type.ts";
import { oneOf } from "./complaints/one_of.ts";
import { role } from "./complaints/role.ts";
import { schedule } from "./complaints/schedule.ts";
import type { KeyRow, Option } from "./key_row.ts";

/**
 * The configuration keys, one row each: a new key is a new row, and a line in the configuration files that we ship.
 *
 * Three orders are derived from the rows. The table stands in the order of the checks in the preflight report. Questions are
 * asked by `turn`, which is another order. Keys that a file lacks are
 * appended by their names, but for the one that has always come last.
 */
export const configKeys = {
  cluster_name: {
    about: "name of the cluster",
    fallback: "",
    complaint: filled(clusterName),
    allowed: "a letter, then letters, digits and hyphens, 2 to 25 characters",
    question: { kind: "text", turn: 40, message: "What should the cluster be called?" },
    check: "config.cluster_name",
    token: "REGSUB_CLUSTER_NAME",
  },
  budget_email: {
    about: "mail address that gets the budget alerts",
    fallback: "",
    complaint: filled(email),
    allowed: "a mail address",
    // Only ever offered: shells tend to preset the variable to somebody else's address (D5).
    question: {
      kind: "text",
      turn: 50,
      message: "Which mail address should get the budget alerts?",
      variable: "DAY_CONTACT_EMAIL",
    },
    check: "config.budget_email",
  },
  heartbeat_email: {
    about: "mail address that gets the heartbeat mails, or skip",
    fallback: "",
    complaint: open(heartbeatEmail),
    allowed: "a mail address, or skip for no heartbeat mails",
    question: {
      kind: "own",
      turn: 130,
      message: `Which mail address should get the heartbeat mails of the cluster (${noHeartbeat}: none)?`,
      again: "Which mail address should get the heartbeat mails (empty: none)?",
    },
    check: "config.heartbeat_email",
    token: "REGSUB_HEARTBEAT_EMAIL",
  },
  heartbeat_schedule: {
    about: "how often a heartbeat mail is sent",
    fallback: "rate(60 minutes)",
    complaint: filled(schedule),
    allowed: "rate(N minutes), rate(N hours), rate(N days) or cron(six fields), as EventBridge writes them",
    question: {
      kind: "own",
      turn: 140,
      message: "How often should a heartbeat mail be sent, for example rate(60 minutes) or cron(0 12 * * ? *)?",
    },
    check: "config.heartbeat_schedule",
    token: "REGSUB_HEARTBEAT_SCHEDULE",
  },
  heartbeat_scheduler_role_arn: {
    about: "role that may send heartbeats",
    fallback: "",
    complaint: open(role),
    allowed: "the ARN of an IAM role; empty: the role eventbridge-scheduler-to-sns, created if it is missing",
    question: { kind: "none" },
    token: "REGSUB_HEARTBEAT_SCHEDULER_ROLE_ARN",
  },
  max_count_8I: {
    about: "most instances with 8 vCPU",
    fallback: "1",
    complaint: filled(count),
    allowed: "a whole number from 1 to 10000",
    question: { kind: "count", turn: 10, message: mostWith(8) },
    check: "config.max_count_8I",
    token: "REGSUB_MAX_COUNT_8I",
    number: true,
  },
  max_count_128I: {
    about: "most instances with 128 vCPU",
    fallback: "1",
    complaint: filled(count),
    allowed: "a whole number from 1 to 10000",
    question: { kind: "count", turn: 20, message: mostWith(128) },
    check: "config.max_count_128I",
    token: "REGSUB_MAX_COUNT_128I",
    number: true,
  },
  max_count_192I: {
    about: "most instances with 192 vCPU",
    fallback: "1",
    complaint: filled(count),
    allowed: "a whole number from 1 to 10000",
    question: { kind: "count", turn: 30, message: mostWith(192) },
    check: "config.max_count_192I",
    token: "REGSUB_MAX_COUNT_192I",
    number: true,
  },
  fsx_fs_size: {
    about: "size of the file system in GiB",
    fallback: "4800",
    complaint: filled(fileSystemSize),
    allowed: "1200, or a multiple of 2400",
    question: {
      kind: "own",
      turn: 90,
      message: "How large should the file system be?",
      options: [{ label: "4800 GiB", value: "4800" }, { label: "7200 GiB", value: "7200" }],
    },
    check: "config.fsx_fs_size",
    token: "REGSUB_FSX_SIZE",
    number: true,
  },
  budget_amount: {
    about: "monthly cluster budget in USD",
    fallback: "200",
    complaint: filled(amount),
    allowed: "a number above 0",
    question: { kind: "later", message: "How many USD per month should the cluster budget hold?" },
    check: "config.budget_amount",
  },
  allowed_budget_users: {
    about: "users of the cluster budget, comma separated",
    fallback: "",
    complaint: open(),
    allowed: "user names separated by commas; empty: only ubuntu",
    question: { kind: "later", message: whoElse("cluster"), emptyAllowed: true },
    appended: "last",
  },
  global_budget_amount: {
    about: "monthly global budget in USD",
    fallback: "200",
    complaint: filled(amount),
    allowed: "a number above 0",
    question: { kind: "later", message: "How many USD per month should the global budget hold?" },
    check: "config.global_budget_amount",
  },
  global_allowed_budget_users: {
    about: "users of the global budget, comma separated",
    fallback: "",
    complaint: open(),
    allowed: "user names separated by commas; empty: only ubuntu",
    question: { kind: "later", message: whoElse("global"), emptyAllowed: true },
  },
  enforce_budget: {
    about: "whether jobs are checked against the budget",
    fallback: "skip",
    choices: ["skip", "enforce"],
    question: {
      kind: "menu",
      turn: 60,
      message: "Should jobs be checked against the budget?",
      options: [{ label: "No", value: "skip" }, { label: "Yes", value: "enforce" }],
      preferred: "skip",
    },
    check: "config.enforce_budget",
    token: "REGSUB_ENFORCE_BUDGET",
  },
  auto_delete_fsx: {
    about: "what happens to the file system when the cluster is deleted",
    fallback: "Delete",
    choices: ["Delete", "Retain"],
    question: {
      kind: "silent",
      turn: 120,
      message: "What should happen to the file system when the cluster is deleted?",
      options: [{ label: "Retain (it continues to cost money)", value: "Retain" }, {
        label: "Delete",
        value: "Delete",
      }],
    },
    check: "config.auto_delete_fsx",
    token: "REGSUB_SAVE_FSX",
  },
  spot_instance_allocation_strategy: {
    about: "how Spot capacity is chosen",
    fallback: "price-capacity-optimized",
    choices: ["price-capacity-optimized", "capacity-optimized", "lowest-price"],
    question: {
      kind: "menu",
      turn: 150,
      message: "How should Spot capacity be chosen?",
      options: plain("price-capacity-optimized", "capacity-optimized", "lowest-price"),
      preferred: "price-capacity-optimized",
      offersDefault: true,
    },
    check: "config.allocation_strategy",
    token: "REGSUB_ALLOCATION_STRATEGY",
  },
  enable_detailed_monitoring: {
    about: "whether instances report every minute",
    fallback: "false",
    choices: ["true", "false"],
    question: { kind: "own", turn: 100 },
    check: "config.detailed_monitoring",
    token: "REGSUB_DETAILED_MONITORING",
    number: true,
  },
  delete_local_root: {
    about: "whether the head node's root volume is deleted with the cluster",
    fallback: "true",
    choices: ["true", "false"],
    question: {
      kind: "silent",
      turn: 110,
      message: "Should the head node's root volume be deleted with the cluster?",
      options: [{ label: "No", value: "false" }, { label: "Yes", value: "true" }],
    },
    check: "config.delete_local_root",
    token: "REGSUB_DELETE_LOCAL_ROOT",
    number: true,
  },
  cluster_template_yaml: {
    about: "cluster template, a file",
    fallback: "config/day_cluster/prod_cluster.yaml",
    complaint: filled(),
    allowed: "the path of a ParallelCluster configuration with tokens in it",
    question: { kind: "own", turn: 70, message: "Which cluster template should be used?" },
    check: "config.cluster_template",
  },
  headnode_instance_type: {
    about: "instance type of the head node",
    fallback: "r7i.2xlarge",
    complaint: filled(instanceType),
    allowed: "an EC2 instance type",
    question: {
      kind: "menu",
      turn: 80,
      message: "Which instance type should the head node have?",
      options: plain("r7i.2xlarge", "r7i.4xlarge", "r7i.8xlarge", "r7i.16xlarge"),
      preferred: "r7i.2xlarge",
    },
    token: "REGSUB_HEADNODE_INSTANCE_TYPE",
  },
  ssh_key_name: {
    about: "EC2 key pair of the head node",
    fallback: "",
    complaint: filled(),
    allowed: "a key pair of the region, of type ed25519, with omics in its name and its private key in ~/.ssh",
    question: { kind: "candidate", message: "Which key pair should log in to the head node?" },
    token: "REGSUB_KEYNAME",
  },
  s3_bucket_name: {
    about: "reference bucket",
    fallback: "",
    complaint: filled(),
    allowed: "a bucket of the region with omics-analysis in its name",
    question: { kind: "candidate", message: "Which bucket holds the reference data?" },
    token: "REGSUB_S3_BUCKET_NAME",
  },
  public_subnet_id: {
    about: "subnet of the head node",
    fallback: "",
    complaint: filled(),
    allowed: "a public subnet of the zone",
    question: { kind: "candidate", message: "Which public subnet should hold the head node?" },
    token: "REGSUB_PUB_SUBNET",
  },
  private_subnet_id: {
    about: "subnet of the compute nodes",
    fallback: "",
    complaint: filled(),
    allowed: "a private subnet of the zone, in the same VPC as the public one",
    question: { kind: "candidate", message: "Which private subnet should hold the compute nodes?" },
    token: "REGSUB_PRIVATE_SUBNET",
  },
  iam_policy_arn: {
    about: "policy pclusterTagsAndBudget of the nodes",
    fallback: "",
    complaint: filled(),
    allowed: "the ARN of a policy pclusterTagsAndBudget",
    question: { kind: "candidate", message: "Which policy should let the nodes read tags and budgets?" },
    token: "REGSUB_S3_IAM_POLICY",
  },
} as const satisfies Readonly<Record<string, KeyRow>>;

export type ConfigKey = keyof typeof configKeys;

/** The keys whose row has such a part. */
export type KeysWith<Part> = {
  [Key in ConfigKey]: typeof configKeys[Key] extends Part ? Key : never;
}[ConfigKey];

/** All keys, in the order of the table. */
export const keysInTable = Object.keys(configKeys) as readonly ConfigKey[];

/** All keys, in the order in which a file that lacks some of them gets them appended. */
export const requiredKeys: readonly ConfigKey[] = [
  ...keysInTable.filter((key) => !isAppendedLast(key)).sort(),
  ...keysInTable.filter(isAppendedLast),
];

export function isConfigKey(text: string): text is ConfigKey {
  return Object.hasOwn(configKeys, text);
}

/** All that is known of `key`, where it does not matter which key it is. */
export function rowOf(key: ConfigKey): KeyRow {
  return configKeys[key];
}

/** What is wrong with a final value of `key`. */
export function complaintAbout(key: ConfigKey, value: string): string | undefined {
  const { choices, complaint } = rowOf(key);
  return choices === undefined ? complaint(value) : oneOf(choices)(value);
}

/** The few values that `key` can have; none when it can have many. */
export function choicesOf(key: ConfigKey): readonly string[] {
  return rowOf(key).choices ?? [];
}

function isAppendedLast(key: ConfigKey): boolean {
  return rowOf(key).appended === "last";
}

function mostWith(vcpus: number): string {
  return `How many instances with ${vcpus} vCPU may run at most (per compute resource)?`;
}

function whoElse(budget: string): string {
  return `Who else may use the ${budget} budget (user names with commas between them, empty: nobody)?`;
}

/** Options that are called by their values. */
function plain(...values: readonly string[]): readonly Option[] {
  return values.map((value) => ({ label: value, value }));
}
