import { z } from "zod";
import type { ConfigSource, Sourced } from "../config/file/config_source.ts";
import type { ConfigKey } from "../config/keys/keys.ts";
import { type Fact, lastFact } from "./journal/facts.ts";

/** What a creation went by. A key that the run did not come to settle has no value. */
export type RunConfiguration = {
  readonly source: ConfigSource;
  readonly values: ReadonlyMap<string, Sourced>;
};

const origin = z.enum(["flag", "file", "environment", "default", "candidate", "answer"]);
const sourced = z.object({ value: z.string(), origin });
const triplet = z.object({
  action: z.string(),
  default: z.string(),
  value: z.string(),
  bare: z.literal(true).optional(),
});
const entries = z.array(z.tuple([z.string(), z.string()]));

/** The facts of the key `prepared`, as far as they are needed here. */
const preparation = z.object({
  path: z.string(),
  triplets: z.array(z.tuple([z.string(), triplet])),
  template_defaults: entries,
  overrides: entries,
  auto_select: z.boolean(),
  settings: z.record(z.string(), sourced),
});
const findings = z.object({ bucket: sourced, keyName: sourced, schedulerRole: sourced.nullish() });
const terms = z.object({ users: sourced, amount: sourced });

/** The configuration that a run's journal tells of, each value with where it came from. Nothing for a run that had none. */
export function runConfiguration(facts: readonly Fact[]): RunConfiguration | undefined {
  const decided = (key: string) => lastFact(facts, "decided", (fact) => fact.key === key)?.value;
  const prepared = preparation.safeParse(decided("prepared"));
  if (!prepared.success) return undefined;
  const { path, triplets, template_defaults, overrides, auto_select: autoSelect, settings } = prepared.data;
  const values = new Map<string, Sourced>(Object.entries(settings));
  const settle = (key: ConfigKey, value: Sourced | null | undefined) => void (value && values.set(key, value));
  const found = findings.safeParse(decided("findings"));
  settle("s3_bucket_name", found.data?.bucket);
  settle("ssh_key_name", found.data?.keyName);
  settle("heartbeat_scheduler_role_arn", found.data?.schedulerRole);
  for (const key of ["public_subnet_id", "private_subnet_id", "iam_policy_arn"] as const) {
    settle(key, sourced.safeParse(decided(key)).data);
  }
  const [global, cluster] = ["global_budget", "cluster_budget"].map((key) => terms.safeParse(decided(key)).data);
  settle("global_budget_amount", global?.amount);
  settle("global_allowed_budget_users", global?.users);
  settle("budget_amount", cluster?.amount);
  settle("allowed_budget_users", cluster?.users);
  return {
    source: {
      path,
      triplets: new Map(triplets),
      templateDefaults: new Map(template_defaults),
      overrides: new Map(overrides),
      autoSelect,
    },
    values,
  };
}
