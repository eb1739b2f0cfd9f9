import { explainAwsError } from "../../aws/aws_error.ts";
import { stackLife } from "../../aws/stack_life.ts";
import { standingDeadline } from "../../aws/questions/schedules/standing_deadline.ts";
import { type StackState, stackState, stackStatusActions } from "../../aws/questions/stack_status.ts";
import { isPast } from "../../names/deadline.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { CreateDeps } from "../create_deps.ts";
import { failureCauses } from "../pcluster/failure_causes.ts";
import { pclusterDeps } from "../pcluster/pcluster_deps.ts";
import { configFolder, runsFolder } from "../../state/config_folder.ts";
import { isAtWork } from "../../state/run_lock.ts";
import { stackNews } from "../pcluster/stack_news.ts";
import { watchCreation, type WatchEnd } from "../pcluster/watch_creation.ts";

/**
 * How the watch ended. `pending`: the time was up before the cluster stood or was gone. `deadline`: when it ends by itself, ISO 8601
 * in UTC, "" without one; `isCause`: it has passed, and the cluster goes or is gone for it.
 */
export type WatchedCluster = {
  readonly status: WatchEnd | "failed" | "pending";
  readonly deadline: string;
  readonly isCause: boolean;
  readonly error?: DayError;
};

/** Milliseconds; the same as a creation waits when nothing else is said. */
const limit = 90 * 60_000;

/**
 * Watches a cluster that is being created or deleted, whoever does that, until it stands or is gone.
 *
 * @throws DayError DAY-CLU-001 when there is no such cluster, or its creation ends before it is there, DAY-PRE-001 without `pcluster`
 */
export async function watchCluster(deps: CreateDeps, cluster: string): Promise<WatchedCluster> {
  const { aws, clock, emit, signal, files } = deps;
  const stack = await refuseUnknown(deps, cluster);
  const deadline = await tellDeadline(deps, cluster, stack);
  const ended = (status: WatchedCluster["status"], error?: DayError): WatchedCluster => {
    const isGoing = status === "deleted" || (status !== "created" && stack?.status.startsWith("DELETE_") === true);
    return { status, deadline, isCause: isGoing && isPast(deadline, clock.now()), error };
  };
  const pcluster = await pclusterDeps(deps);
  const watch = {
    pcluster,
    clock,
    emit,
    signal,
    news: stackNews(aws, cluster),
    causes: () => failureCauses({ aws, files, clock, pcluster }, cluster),
    isThere: stack !== undefined,
    isComing: () => isComing(deps, cluster),
  };
  try {
    return ended(await watchCreation(watch, cluster, limit));
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    if (error.code === "DAY-PC-003") return ended("failed", error);
    if (error.code === "DAY-PC-004") return ended("pending", error);
    throw error;
  }
}

/** That the deadline cannot be read spoils no watch. @returns "" then, and without one */
async function tellDeadline(
  { aws, clock, emit, signal }: CreateDeps,
  cluster: string,
  stack: StackState | undefined,
): Promise<string> {
  const unread = (error: unknown) => {
    signal.throwIfAborted();
    emit({
      code: "deadline.unread",
      level: "debug",
      message: `The deletion deadline of the cluster could not be read: ${error}`,
    });
    return "";
  };
  const deadline = stack === undefined ? "" : await standingDeadline(aws, cluster, stack.id).catch(unread);
  if (deadline === "") return "";
  const isOver = isPast(deadline, clock.now());
  const message = isOver
    ? `its deletion deadline ${deadline} has passed`
    : `AWS will delete the cluster at its deletion deadline ${deadline}`;
  emit({ code: "deadline.standing", level: "info", message: `cluster ${cluster}: ${message}`, data: { deadline } });
  return deadline;
}

/** A creation takes a while before there is a stack; whoever is at it holds the cluster's lock. */
async function refuseUnknown(deps: CreateDeps, cluster: string): Promise<StackState | undefined> {
  const { aws } = deps;
  const doing = `looking for cluster ${cluster}`;
  const stack = await stackState(aws, cluster).catch((error) => {
    throw explainAwsError(error, doing, stackStatusActions);
  });
  if (stack !== undefined && stackLife(stack.status) !== "gone") return stack;
  if (await isAtWorkOn(deps, cluster)) return undefined;
  throw new DayError("DAY-CLU-001", `there is no cluster ${cluster} in ${aws.region}`);
}

/** Whether a creation is still at it. One that has ended meanwhile may have left a stack, which the next look finds. */
async function isComing(deps: CreateDeps, cluster: string): Promise<boolean> {
  if (await isAtWorkOn(deps, cluster)) return true;
  // What cannot be read is not known to be absent.
  const stack = await stackState(deps.aws, cluster).catch(() => "unread" as const);
  return stack === "unread" || (stack !== undefined && stackLife(stack.status) !== "gone");
}

async function isAtWorkOn({ aws, environment, files }: CreateDeps, cluster: string): Promise<boolean> {
  return await isAtWork(files, runsFolder(configFolder(environment)), { region: aws.region, subject: cluster });
}
