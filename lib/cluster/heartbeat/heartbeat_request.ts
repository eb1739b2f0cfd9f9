import { email as emailComplaint } from "../../config/keys/complaints/email.ts";
import { schedule as scheduleComplaint } from "../../config/keys/complaints/schedule.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { isRoleArn } from "../../names/is_role_arn.ts";
import { namedCluster } from "../known/find_cluster.ts";

/** What is asked for; where the heartbeat is taken away the rest is "". */
export type HeartbeatRequest = {
  readonly cluster: string;
  readonly email: string;
  readonly schedule: string;
  /** The role that sends it, where a person names one. */
  readonly role_arn: string;
  readonly teardown: boolean;
};

/** The flags as they were typed. */
export type HeartbeatFlags = {
  readonly clusterName?: string;
  readonly cluster?: string;
  readonly region?: string;
  readonly email?: string;
  readonly schedule?: string;
  readonly schedulerRoleArn?: string;
  readonly teardown: boolean;
};

/**
 * Reads the flags before anything is asked of AWS.
 *
 * @throws DayError DAY-USE-001 with everything that is missing or wrong
 */
export function readHeartbeatRequest(flags: HeartbeatFlags): { request: HeartbeatRequest; region: string } {
  const { region = "", email = "", schedule = "", schedulerRoleArn: role_arn = "", teardown } = flags;
  const named = flags.clusterName ?? flags.cluster ?? "";
  if (flags.clusterName !== undefined && flags.cluster !== undefined && flags.cluster !== named) {
    throw new DayError("DAY-USE-001", "--cluster-name and --cluster name two clusters", { fix: "give one of the two" });
  }
  const needed = { "cluster-name": named, region, ...(teardown ? {} : { email, schedule }) };
  const missing = Object.entries(needed).filter(([, value]) => value === "").map(([name]) => `--${name}`);
  if (missing.length > 0) {
    const fix = advice`see ${command("deno task setup-heartbeat --help")}`;
    throw new DayError("DAY-USE-001", `missing: ${missing.join(", ")}`, { fix });
  }
  const complaints: readonly (readonly [flag: string, value: string, complaint: string | undefined])[] = teardown
    ? []
    : [
      ["email", email, emailComplaint(email)],
      ["schedule", schedule, scheduleComplaint(schedule)],
      ["scheduler-role-arn", role_arn, role_arn === "" || isRoleArn(role_arn) ? undefined : "is not the ARN of a role"],
    ];
  const wrong = complaints.flatMap(([flag, value, complaint]) =>
    complaint === undefined ? [] : [`--${flag} ${JSON.stringify(value)} ${complaint}`]
  );
  if (wrong.length > 0) throw new DayError("DAY-USE-001", wrong.join("; "), { fix: "correct these flags" });
  return { request: { cluster: namedCluster(named), email, schedule, role_arn, teardown }, region };
}
