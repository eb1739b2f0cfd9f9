import type { Json } from "../../host/json.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import type { Run, RunDeps } from "../../state/run.ts";
import { rememberedIn } from "../../state/journal/facts.ts";
import { blankRecord, type StateRecord, writeStateRecord } from "../../state/state_record.ts";
import type { ClusterMemory } from "./remember_cluster.ts";

/**
 * Writes the state record of a run that has worked on a cluster: what was known of it, what is remembered of it now, and what is new.
 */
export async function writeRecord<R extends Json, D extends RunDeps>(
  { deps, folder, subject, region, profile, id, journal }: Run<R, D>,
  { records, runs }: ClusterMemory,
  { account, arn }: Identity,
  news: (before: StateRecord | typeof nothingKnown) => Partial<StateRecord>,
): Promise<void> {
  const before = records.at(-1) ?? nothingKnown;
  await writeStateRecord(deps.files, folder, {
    ...before,
    run_id: id,
    cluster_name: subject,
    region,
    aws_profile: profile,
    account_id: account,
    caller_arn: arn,
    // The run's own journal may be among those that were read.
    resources: rememberedIn([...runs.filter((each) => each.id !== id).flatMap(({ facts }) => facts), ...journal.facts]),
    ...news(before),
  });
}

/** Of a cluster that was made elsewhere: it stands. */
const nothingKnown = { ...blankRecord, status: "created" } as const;
