import { z } from "zod";
import { join } from "node:path";
import { DayError } from "../host/errors/day_error.ts";
import type { Files } from "../host/files.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import { regionPattern } from "../names/region_pattern.ts";
import { type Remembered, rememberedSchema, warningSchema } from "./journal/facts.ts";

/** The form of state records that is read and written here. */
export const stateVersion = 1;

const text = z.string();

const schema = z.object({
  schema_version: z.literal(stateVersion),
  account_id: text,
  artifacts: z.record(text, text),
  aws_profile: text,
  bucket: text,
  budgets: z.object({ global: text, cluster: text, enforce: text }),
  caller_arn: text,
  cfn_stack_created: z.boolean(),
  cfn_stack_name: text,
  cluster_name: text,
  /** When the cluster ends by itself, ISO 8601 in UTC; "" when it has no deadline. */
  deadline: text.default(""),
  headnode_ip: text,
  heartbeat: z.object({ email: text, schedule: text, role_arn: text, topic_arn: text, schedule_name: text }),
  keypair: text,
  pem_path: text,
  policy_arn: text,
  post_create_warnings: z.array(warningSchema),
  private_subnet_id: text,
  public_subnet_id: text,
  region: text.regex(regionPattern, "is no region such as us-west-2"),
  region_az: text,
  resources: z.array(rememberedSchema),
  run_id: text,
  status: z.enum(["dry_run_ok", "created", "deleted", "failed", "interrupted"]),
  warnings: z.array(warningSchema),
});

/** What a run wrote of its cluster: `state_<cluster>_<ts>.json`. */
export type StateRecord = Readonly<z.infer<typeof schema>>;

/**
 * What a record lists, by kind and key: what is read side by side ends in any order, and two records of the same things are the same.
 */
export function inRecordOrder(resources: readonly Remembered[]): Remembered[] {
  const place = ({ kind, key }: Remembered) => `${kind} ${key}`;
  return [...resources].sort((one, other) => place(one) < place(other) ? -1 : 1);
}

/** A record that cannot be read. */
export type DamagedRecord = { readonly path: string; readonly why: DayError };

/** The records of a configuration folder, oldest first; a damaged one hides no other, and is told. */
export async function readStateRecords(
  files: Files,
  folder: string,
): Promise<{ readonly known: readonly StateRecord[]; readonly damaged: readonly DamagedRecord[] }> {
  const known: StateRecord[] = [];
  const damaged: DamagedRecord[] = [];
  for (const name of await files.list(folder)) {
    if (!/^state_.+_\d{14}\.json$/.test(name)) continue;
    const path = join(folder, name);
    try {
      known.push(await readStateRecord(files, path));
    } catch (error) {
      if (!(error instanceof DayError)) throw error;
      damaged.push({ path, why: error });
    }
  }
  return { known: known.sort((one, other) => one.run_id < other.run_id ? -1 : 1), damaged };
}

/** @throws DayError DAY-RUN-009 for a file that is no state record, or one of an earlier version */
export async function readStateRecord(files: Files, path: string): Promise<StateRecord> {
  const broken = (why: string, cause?: unknown) => new DayError("DAY-RUN-009", `${path}: ${why}`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(await files.readText(path));
  } catch (cause) {
    throw broken(`it cannot be read: ${reasonOf(cause)}`, cause);
  }
  const record = schema.safeParse(value);
  if (record.success) return record.data;
  const version = typeof value === "object" && value !== null && "schema_version" in value
    ? value.schema_version
    : undefined;
  if (version !== stateVersion) throw broken("written by another version of dayctl, which this version cannot read");
  const [issue] = record.error.issues;
  throw broken(`it is not a valid state record: ${issue.path.join(".")}: ${issue.message}`);
}
