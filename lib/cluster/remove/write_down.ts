import { isOf, lastFact, type RunStatus } from "../../state/journal/facts.ts";
import { continueJournal } from "../../state/journal/journal.ts";
import type { KnownRun } from "../../state/journal/runs.ts";
import type { Run } from "../../state/run.ts";
import { blankRecord, writeStateRecord } from "../../state/state_record.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { DeleteRequest } from "../known/delete_request.ts";
import { isOpenRun } from "../known/open_runs.ts";
import type { DeletionSurvey } from "./survey_deletion.ts";

export type Deletion = Run<DeleteRequest, CreateDeps>;

/** Writes the state record of a deletion, with everything that is still remembered of the cluster. */
export async function writeRecord(run: Deletion, survey: DeletionSurvey, status: RunStatus): Promise<void> {
  const { subject: cluster, id, folder, deps, journal, request } = run;
  const { place, memory, resources } = survey;
  const caller = lastFact(journal.facts, "caller");
  const isGone = ({ kind, key }: { kind: string; key: string }) =>
    lastFact(journal.facts, "removed", isOf(kind, key)) !== undefined;
  const remaining = resources.filter((each) => !isGone(each));
  const before = memory.records.at(-1) ?? blankRecord;
  const has = (kind: string) => remaining.some((each) => each.kind === kind);
  const { heartbeat } = before;
  await writeStateRecord(deps.files, folder, {
    ...before,
    run_id: id,
    status,
    cluster_name: cluster,
    region: place.region,
    aws_profile: request.profile,
    account_id: place.account,
    caller_arn: caller?.arn ?? "",
    headnode_ip: status === "deleted" ? "" : before.headnode_ip,
    deadline: status === "deleted" ? "" : before.deadline,
    heartbeat: {
      ...heartbeat,
      topic_arn: has("topic") ? heartbeat.topic_arn : "",
      schedule_name: has("schedule") ? heartbeat.schedule_name : "",
    },
    resources: remaining,
    warnings: journal.facts.flatMap((fact) =>
      fact.fact === "warning" ? [{ id: fact.id, message: fact.message, step: fact.step }] : []
    ),
    post_create_warnings: [],
  });
}

/** Nothing is left that an earlier run could go on with. Repeatable. */
export async function endOpenRuns({ deps, subject, id }: Deletion, runs: readonly KnownRun[]): Promise<void> {
  for (const { path } of runs.filter(isOpenRun)) {
    const journal = await continueJournal(path, deps.clock);
    try {
      await journal.record({ fact: "superseded", by: `${subject}_${id}` });
    } finally {
      journal.close();
    }
  }
}
