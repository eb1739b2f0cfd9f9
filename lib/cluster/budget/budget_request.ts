import { email as emailComplaint } from "../../config/keys/complaints/email.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { alertThresholds } from "../../names/budgets/alert_thresholds.ts";
import { bucketNameOf } from "../../names/bucket_name_of.ts";
import { budgetAmountComplaint } from "../../names/budgets/budget_amount_complaint.ts";
import { budgetNameComplaint } from "../../names/budgets/budget_name_complaint.ts";
import { usersOf } from "../../names/users_of.ts";
import { namedCluster } from "../known/find_cluster.ts";

/** What is asked for. `cluster` and `project` are what its costs are filtered by; the project is its name as well. */
export type BudgetRequest = {
  readonly project: string;
  readonly cluster: string;
  /** USD a month, as text. */
  readonly amount: string;
  readonly thresholds: readonly number[];
  readonly email: string;
  /** Who may spend beside `ubuntu`. */
  readonly users: readonly string[];
  readonly bucket: string;
  /** What stands and differs is repaired. */
  readonly repair: boolean;
};

/** The flags as they were typed. */
export type BudgetFlags = {
  readonly project?: string;
  readonly cluster?: string;
  readonly amount?: string;
  readonly thresholds?: string;
  readonly email?: string;
  readonly users?: string;
  readonly bucket?: string;
  readonly region?: string;
  readonly repair: boolean;
};

const letters = { project: "p", amount: "a", region: "r", email: "e", thresholds: "t", cluster: "c", bucket: "b" };

/**
 * Reads the flags before anything is asked of AWS.
 *
 * @throws DayError DAY-USE-001 with everything that is missing or wrong
 */
export function readBudgetRequest(flags: BudgetFlags): { request: BudgetRequest; region: string; notes: string[] } {
  const { project = "", amount = "", email = "", region = "", repair } = flags;
  const missing = Object.entries(letters).filter(([name]) => !flags[name as keyof typeof letters]);
  if (missing.length > 0) {
    const list = missing.map(([name, letter]) => `-${letter} (--${name})`).join(", ");
    throw new DayError("DAY-USE-001", `missing: ${list}`, {
      fix: advice`see ${command("deno task create-budget --help")}`,
    });
  }
  const { thresholds, complaints, notes } = alertThresholds(flags.thresholds ?? "");
  const bucket = bucketNameOf(flags.bucket ?? "");
  const users = usersOf(flags.users ?? "");
  const mail = emailComplaint(email);
  const wrong = [
    ...about("project", project, budgetNameComplaint(project) ?? controlComplaint(project)),
    ...about("amount", amount, budgetAmountComplaint(amount)),
    ...(mail === undefined ? [] : [`--email ${JSON.stringify(email)} ${mail}`]),
    ...complaints,
    ...users.flatMap((user) => about("users", user, controlComplaint(user))),
    ...about("bucket", bucket, bucketComplaint(bucket)),
  ];
  if (wrong.length > 0) throw new DayError("DAY-USE-001", wrong.join("; "), { fix: "correct these flags" });
  const cluster = namedCluster(flags.cluster ?? "");
  return { request: { project, cluster, amount, thresholds, email, users, bucket, repair }, region, notes: [...notes] };
}

function about(flag: string, value: string, complaint: string | undefined): string[] {
  return complaint === undefined ? [] : [`--${flag} ${JSON.stringify(value)}: ${complaint}`];
}

/** The table of users has a line for each project, its fields between tabs. */
function controlComplaint(text: string): string | undefined {
  return /\p{Cc}/u.test(text) ? "a name has neither tabs nor line ends" : undefined;
}

function bucketComplaint(bucket: string): string | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bucket) ? undefined : "a bucket is written as s3://NAME";
}
