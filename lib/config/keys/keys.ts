import type { Complaint } from "../../host/prompter.ts";

/** What is known of one configuration key before any file is read. */
export type KeyRule = {
  /** What the key decides, in a few words. */
  readonly about: string;
  /** Offered or taken when neither the file nor its template defaults say anything. */
  readonly fallback: string;
  /** Judges a final value; nothing means it is fine. */
  readonly complaint: Complaint;
  /** All values, of a key that has only these few. */
  readonly choices?: readonly string[];
};

export const emailPattern = /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/;
export const rolePattern = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/.+$/;
/** The answer and the configured value that mean: no heartbeat. */
export const noHeartbeat = "skip";
export const allocationStrategies = ["price-capacity-optimized", "capacity-optimized", "lowest-price"] as const;

const longestClusterName = 25;
const smallestFileSystem = 1200;
const fileSystemStep = 2400;
/** GiB; a storage capacity is a number of 32 bits in the interface of FSx. */
const largestFileSystem = 2 ** 31 - 1;
/** More than any account runs, and few enough for every sum that is shown of it. */
const mostInstances = 10_000;

/**
 * The 25 keys. They stand in the order in which a file that lacks some of them gets them appended.
 *
 * @see spec/create-cluster.md 2.2 and 2.5, decisions 3.17 and 3.42
 */
export const configKeys = {
  auto_delete_fsx: choice("what becomes of the file system when the cluster goes", "Delete", ["Delete", "Retain"]),
  budget_amount: { about: "monthly cluster budget in USD", fallback: "200", complaint: filled(amount) },
  budget_email: { about: "address that budget alerts go to", fallback: "", complaint: filled(email) },
  cluster_name: { about: "name of the cluster", fallback: "", complaint: filled(clusterName) },
  cluster_template_yaml: {
    about: "cluster template, a file",
    fallback: "config/day_cluster/prod_cluster.yaml",
    complaint: filled(),
  },
  delete_local_root: choice("whether the head node's root volume goes with the cluster", "true", ["true", "false"]),
  enable_detailed_monitoring: choice("whether instances report every minute", "false", ["true", "false"]),
  enforce_budget: choice("whether jobs are checked against the budget", "skip", ["skip", "enforce"]),
  fsx_fs_size: { about: "size of the file system in GiB", fallback: "4800", complaint: filled(fileSystemSize) },
  global_allowed_budget_users: {
    about: "users of the global budget, comma separated",
    fallback: "",
    complaint: open(),
  },
  global_budget_amount: { about: "monthly global budget in USD", fallback: "200", complaint: filled(amount) },
  headnode_instance_type: {
    about: "instance type of the head node",
    fallback: "r7i.2xlarge",
    complaint: filled(instanceType),
  },
  heartbeat_email: { about: "address that reminders go to, or skip", fallback: "", complaint: open(heartbeatEmail) },
  heartbeat_schedule: {
    about: "how often a reminder is sent",
    fallback: "rate(60 minutes)",
    complaint: filled(schedule),
  },
  heartbeat_scheduler_role_arn: { about: "role that may send reminders", fallback: "", complaint: open(role) },
  iam_policy_arn: { about: "policy pclusterTagsAndBudget of the nodes", fallback: "", complaint: filled() },
  max_count_128I: { about: "most instances with 128 vCPU", fallback: "1", complaint: filled(count) },
  max_count_192I: { about: "most instances with 192 vCPU", fallback: "1", complaint: filled(count) },
  max_count_8I: { about: "most instances with 8 vCPU", fallback: "1", complaint: filled(count) },
  private_subnet_id: { about: "subnet of the compute nodes", fallback: "", complaint: filled() },
  public_subnet_id: { about: "subnet of the head node", fallback: "", complaint: filled() },
  s3_bucket_name: { about: "reference bucket", fallback: "", complaint: filled() },
  spot_instance_allocation_strategy: choice(
    "how Spot capacity is chosen",
    "price-capacity-optimized",
    allocationStrategies,
  ),
  ssh_key_name: { about: "EC2 key pair of the head node", fallback: "", complaint: filled() },
  allowed_budget_users: { about: "users of the cluster budget, comma separated", fallback: "", complaint: open() },
} as const satisfies Record<string, KeyRule>;

export type ConfigKey = keyof typeof configKeys;

export const requiredKeys = Object.keys(configKeys) as readonly ConfigKey[];

export function isConfigKey(text: string): text is ConfigKey {
  return Object.hasOwn(configKeys, text);
}

/** What is wrong with a final value of `key`. */
export function complaintAbout(key: ConfigKey, value: string): string | undefined {
  return configKeys[key].complaint(value);
}

/** The few values that `key` can have; none when it can have many. */
export function choicesOf(key: ConfigKey): readonly string[] {
  const rule: KeyRule = configKeys[key];
  return rule.choices ?? [];
}

/** A rule for a key that may be empty. */
function open(rule?: Complaint): Complaint {
  return (value) => {
    if (/\p{Cc}/u.test(value)) return "must not contain tabs, line breaks or other control characters";
    return value === "" ? undefined : rule?.(value);
  };
}

/** A rule for a key that needs a value. */
function filled(rule?: Complaint): Complaint {
  const other = open(rule);
  return (value) => value === "" ? "must not be empty" : other(value);
}

function choice(about: string, fallback: string, values: readonly string[]): KeyRule {
  const rule: Complaint = (value) => values.includes(value) ? undefined : `must be one of ${values.join(", ")}`;
  return { about, fallback, complaint: filled(rule), choices: values };
}

function email(value: string): string | undefined {
  return emailPattern.test(value) ? undefined : "is not a mail address";
}

function heartbeatEmail(value: string): string | undefined {
  return value === noHeartbeat ? undefined : email(value);
}

function amount(value: string): string | undefined {
  if (!/^[0-9]+(\.[0-9]+)?$/.test(value) || !/[1-9]/.test(value)) return "must be an amount greater than 0";
  return /^[0-9]{1,12}(\.[0-9]{1,12})?$/.test(value)
    ? undefined
    : "must not have more than 12 digits before the point, nor behind it";
}

/** Leading zeros are tolerated and mean nothing: `08` is 8. */
function count(value: string): string | undefined {
  if (!/^0*[1-9][0-9]*$/.test(value)) return "must be a whole number, at least 1 (ParallelCluster refuses 0)";
  return Number(value) <= mostInstances ? undefined : `must not be more than ${mostInstances}`;
}

/** Any word (spec/create-cluster.md 2.8, A3): which types there are is a question to AWS. */
function instanceType(value: string): string | undefined {
  return /^\S+$/.test(value) ? undefined : "must be one word, such as r7i.2xlarge";
}

/** What `SCRATCH_2` file systems come in. */
function fileSystemSize(value: string): string | undefined {
  const size = /^[0-9]+$/.test(value) ? Number(value) : 0;
  if (size > largestFileSystem) return `must not be more than ${largestFileSystem} GiB (FSx takes no more)`;
  if (size === smallestFileSystem || (size > 0 && size % fileSystemStep === 0)) return undefined;
  return "must be 1200 or a multiple of 2400 GiB (ParallelCluster refuses other sizes)";
}

function clusterName(value: string): string | undefined {
  if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(value)) {
    return "must start with a letter and hold only letters, digits and hyphens (a rule of ParallelCluster)";
  }
  return value.length <= longestClusterName ? undefined : `must not be longer than ${longestClusterName} characters`;
}

/**
 * What EventBridge Scheduler takes as a repeating schedule. Whether a month has that day is left to it.
 *
 * @see spec/create-cluster.md 2.2, spec/setup-heartbeat.md test 13
 */
function schedule(value: string): string | undefined {
  if (/^rate\([1-9][0-9]{0,5} (minutes?|hours?|days?)\)$/.test(value)) return undefined;
  const fields = /^cron\((.*)\)$/.exec(value)?.[1].split(/ +/);
  if (fields === undefined) {
    return "must look like rate(60 minutes), in minutes, hours or days, or like cron(0 12 * * ? *)";
  }
  const fits = fields.length === cronFields.length && fields.every((field, index) => {
    const { form, greatest } = cronFields[index];
    return form.test(field) && (field.match(/[0-9]+/g) ?? []).every((number) => Number(number) <= greatest);
  });
  const [, , dayOfMonth, , dayOfWeek] = fields;
  if (fits && (dayOfMonth === "?") !== (dayOfWeek === "?")) return undefined;
  return "must have six fields (minute, hour, day of month, month, day of week, year), " +
    "one of the two days a ?, as in cron(0 12 * * ? *)";
}

const cronFields: readonly { readonly form: RegExp; readonly greatest: number }[] = [
  { form: /^[0-9*,/-]+$/, greatest: 59 },
  { form: /^[0-9*,/-]+$/, greatest: 23 },
  { form: /^(\?|[0-9*,/LW-]+)$/, greatest: 31 },
  { form: /^[0-9A-Z*,/-]+$/i, greatest: 12 },
  { form: /^(\?|[0-9A-Z*,/#-]+)$/i, greatest: 7 },
  { form: /^[0-9*,/-]+$/, greatest: 2199 },
];

function role(value: string): string | undefined {
  return rolePattern.test(value) ? undefined : "must be the ARN of an IAM role, arn:aws:iam::ACCOUNT:role/NAME";
}
