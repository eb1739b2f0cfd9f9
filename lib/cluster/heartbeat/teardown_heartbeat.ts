import { isBadCredentials } from "../../aws/aws_error.ts";
import { callerIdentity } from "../../aws/questions/identity.ts";
import { subscription } from "../../aws/resources/subscription.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { checkAt, isPast } from "../../names/deadline.ts";
import { heartbeatNames } from "../../names/heartbeat_names.ts";
import { nameInKey } from "../../names/name_in_key.ts";
import type { Warning } from "../../state/journal/facts.ts";
import { shortRun } from "../../state/short_run.ts";
import { recordRemoval } from "../../state/walks/record_removal.ts";
import { type Outcome, type Removal, removeOne } from "../../state/walks/remove_one.ts";
import type { CreateDeps } from "../create_deps.ts";
import type { ClusterMemory } from "../known/remember_cluster.ts";
import { writeRecord } from "../known/write_record.ts";
import { aroundCluster } from "../remove/around_cluster.ts";
import type { HeartbeatRequest } from "./heartbeat_request.ts";
import type { HeartbeatRun } from "./heartbeat_run.ts";
import { beginWork } from "./setup_heartbeat.ts";

export type GoneHeartbeat = {
  readonly topicArn: string;
  readonly scheduleName: string;
  readonly dryRun: boolean;
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly title: string;
    readonly outcome: Outcome["outcome"];
    readonly why: string;
  }[];
  readonly warnings: readonly Warning[];
  readonly error?: DayError;
};

/**
 * Takes a cluster's heartbeat away: its schedule and its topic, with the subscriptions, each whatever becomes of the other. The
 * role stays, for it serves all clusters.
 */
export async function teardownHeartbeat(
  deps: CreateDeps,
  request: HeartbeatRequest,
  { dryRun }: { readonly dryRun: boolean },
): Promise<GoneHeartbeat> {
  const { region, profile } = deps.aws;
  const start = { operation: "teardown-heartbeat", subject: request.cluster, region, profile, request };
  const doing = `removing the heartbeat mails of cluster ${request.cluster}`;
  return await shortRun(deps, start, { dryRun, doing }, (run) => teardownIn(run, dryRun));
}

async function teardownIn(run: HeartbeatRun, dryRun: boolean): Promise<GoneHeartbeat> {
  const { deps, region, subject: cluster } = run;
  const caller = await callerIdentity(deps.aws);
  const memory = await beginWork(run, caller, dryRun);
  const place = { account: caller.account, region, cluster };
  const { topicArn, schedule: scheduleName } = heartbeatNames(cluster, region, caller.account);
  const objects = [];
  for (const removal of aroundCluster(deps, place).heartbeat) {
    const { outcome, why, error } = dryRun ? await wouldBe(removal) : await removeOne(run.walk(), removal);
    if (isBadCredentials(error)) throw error;
    const { kind, key, title } = removal;
    objects.push({ kind, name: nameInKey(key), title, outcome, why });
  }
  const warnings = deadlineWarning(run, memory);
  if (!dryRun) {
    for (const each of warnings) await run.warn(each, "postCreate");
    await forgetMails(run, memory, topicArn);
  }
  const left = objects.filter(({ outcome }) => outcome === "left");
  const isGone = left.length === 0;
  if (!dryRun && memory.records.length > 0) {
    await writeRecord(run, memory, caller, ({ heartbeat, post_create_warnings: before }) => ({
      heartbeat: isGone ? { email: "", schedule: "", role_arn: "", topic_arn: "", schedule_name: "" } : heartbeat,
      post_create_warnings: [...before.filter(({ step }) => step !== "heartbeat"), ...warnings],
    }));
  }
  const done = { topicArn, scheduleName, dryRun, objects, warnings };
  if (isGone) return done;
  const message = left.map(({ title, why }) => `the ${title} could not be removed: ${why}`).join("; ");
  return { ...done, error: new DayError("DAY-DEL-001", message) };
}

async function wouldBe({ find }: Removal): Promise<Outcome> {
  const found = await find();
  return found.is === "absent" ? { outcome: "absent", why: "" } : { outcome: "removed", why: "" };
}

/** The mails before and after a deadline go through the heartbeat's topic. */
function deadlineWarning({ deps }: HeartbeatRun, { records }: ClusterMemory): readonly Warning[] {
  const { deadline = "" } = records.at(-1) ?? {};
  if (deadline === "" || isPast(checkAt(deadline), deps.clock.now())) return [];
  const message = `AWS still deletes the cluster at ${deadline}, but no mail announces it without the heartbeat mails`;
  return [{ id: "heartbeat.deadline", step: "heartbeat", message }];
}

/** Subscriptions go with their topic. */
async function forgetMails({ journal }: HeartbeatRun, { resources }: ClusterMemory, topicArn: string): Promise<void> {
  const name = topicArn.split(":").at(-1);
  const isGone = journal.facts.some((fact) =>
    fact.fact === "removed" && fact.key.endsWith(`/${name}`) && fact.kind === "topic"
  );
  if (!isGone) return;
  for (const { kind, key } of resources) {
    if (kind === subscription.kind && key.split("/")[2] === name) await recordRemoval(journal, kind, key);
  }
}
