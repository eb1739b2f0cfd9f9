import { z } from "zod";
import { join } from "node:path";
import { DayError } from "../host/errors/day_error.ts";
import type { Files } from "../host/files.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import { stableJson } from "../host/json.ts";
import { regionPattern } from "../names/region_pattern.ts";
import { replaceFile } from "./artifacts.ts";
import { type Remembered, rememberedSchema, runStatusSchema, warningSchema } from "./journal/facts.ts";

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
  resources: z.array(rememberedSchema).readonly(),
  run_id: text,
  status: runStatusSchema,
  warnings: z.array(warningSchema),
});

/** What a run wrote of its cluster: `state_<cluster>_<ts>.json`. */
export type StateRecord = Readonly<z.infer<typeof schema>>;

/** What a run knows of a cluster about which nothing was recorded. */
export const blankRecord = {
  ...{ artifacts: {}, bucket: "", cfn_stack_created: false, cfn_stack_name: "", headnode_ip: "", keypair: "" },
  ...{ pem_path: "", policy_arn: "", private_subnet_id: "", public_subnet_id: "", region_az: "", deadline: "" },
  budgets: { global: "", cluster: "", enforce: "" },
  heartbeat: { email: "", schedule: "", role_arn: "", topic_arn: "", schedule_name: "" },
  post_create_warnings: [],
  warnings: [],
} as const satisfies Partial<StateRecord>;

/** Where the record of a run lies. */
export function stateRecordPath(
  folder: string,
  { cluster_name: cluster, run_id: run }: Pick<StateRecord, "cluster_name" | "run_id">,
): string {
  return join(folder, `state_${cluster}_${run}.json`);
}

/** Its name tells its cluster, also where its content does not. */
const recordName = /^state_(.+)_\d{14}\.json$/;

/**
 * Writes the record of a run, over an earlier one of it.
 *
 * @returns what was written
 * @throws DayError DAY-RUN-007 when it cannot be
 */
export async function writeStateRecord(
  files: Files,
  folder: string,
  known: Omit<StateRecord, "schema_version">,
): Promise<StateRecord> {
  const record: StateRecord = { ...known, schema_version: stateVersion, resources: inRecordOrder(known.resources) };
  await replaceFile(files, stateRecordPath(folder, record), stableJson(record));
  return record;
}

/** By kind and key: what is read side by side ends in any order, and two records of the same things are the same. */
function inRecordOrder(resources: readonly Remembered[]): readonly Remembered[] {
  const place = ({ kind, key }: Remembered) => `${kind} ${key}`;
  return [...resources].sort((one, other) => place(one) < place(other) ? -1 : 1);
}

/** A record that cannot be read. */
export type DamagedRecord = { readonly path: string; readonly cluster_name: string; readonly why: DayError };

/** The records of a configuration folder, oldest first; a damaged one hides no other, and is told. */
export async function readStateRecords(
  files: Files,
  folder: string,
): Promise<{ readonly known: readonly StateRecord[]; readonly damaged: readonly DamagedRecord[] }> {
  const known: StateRecord[] = [];
  const damaged: DamagedRecord[] = [];
  for (const name of await files.list(folder)) {
    const [, cluster_name] = recordName.exec(name) ?? [];
    if (cluster_name === undefined) continue;
    const path = join(folder, name);
    try {
      known.push(await readStateRecord(files, path));
    } catch (error) {
      if (!(error instanceof DayError)) throw error;
      damaged.push({ path, cluster_name, why: error });
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
