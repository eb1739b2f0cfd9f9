import { explainAwsError } from "../../aws/aws_error.ts";
import { type StackState, stackState, stackStatusActions } from "../../aws/questions/stack_status.ts";
import { stackLife } from "../../aws/stack_life.ts";
import { type Advice, advice, command } from "../../host/errors/advice.ts";
import type { Json } from "../../host/json.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { isPast, moment } from "../../names/deadline.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import type { CreateDeps } from "../create_deps.ts";
import { configurationHash } from "../pcluster/configuration_hash.ts";
import { cluster as clusterKind, type ClusterSpec } from "../pcluster/cluster.ts";
import { pclusterDeps } from "../pcluster/pcluster_deps.ts";
import type { Drift, DriftItem, Unchecked } from "./drift.ts";

const nothing: Drift = { findings: [], unchecked: [], notes: [] };

/**
 * Whether the cluster stands, and still has the configuration it was made from. One that has ended by its deadline is no drift; one that
 * stands an hour after it, or refuses to go, is.
 *
 * @param deadline "" for none
 */
export async function clusterDrift(
  deps: CreateDeps,
  { expected, origin }: Remembered,
  deadline: string,
): Promise<Drift> {
  const spec = clusterKind.spec.parse(expected);
  let stack: StackState | undefined;
  try {
    stack = await stackState(deps.aws, spec.name);
  } catch (cause) {
    deps.signal.throwIfAborted();
    const error = explainAwsError(cause, `looking at cluster ${spec.name}`, stackStatusActions);
    return { ...nothing, unchecked: [{ ...about(spec), why: error.message, error }] };
  }
  const item = (field: string, wanted: Json, actual: Json, status: DriftItem["status"]): DriftItem => {
    return { ...about(spec), field, expected: wanted, actual, status, origin };
  };
  const report = (found: DriftItem, fix: Advice): Drift => {
    return { ...nothing, findings: [{ item: found, repair: undefined, fix }] };
  };
  const life = stack === undefined ? "gone" : stackLife(stack.status);
  const now = deps.clock.now();
  const see = advice`see it with: ${command(clusterCommand("watch", spec.name, spec.region))}`;
  const remove = advice`delete it with: ${command(clusterCommand("delete", spec.name, spec.region))}`;
  if (life === "gone" || life === "going") {
    if (isPast(deadline, now)) {
      const is = life === "gone" ? "is gone" : "is being deleted";
      return { ...nothing, notes: [`cluster ${spec.name} ${is}: ended by its deadline ${deadline}`] };
    }
    if (life === "going") return report(item("status", standing, stack?.status ?? null, "changed"), see);
    const left = command(clusterCommand("audit", spec.name, spec.region));
    return report(item("exists", true, false, "missing"), advice`see what is left of it with: ${left}`);
  }
  if (isOverdue(deadline, now)) {
    return report(item("status", "DELETE_COMPLETE", stack?.status ?? null, "changed"), remove);
  }
  if (life === "failed" || life === "failing" || life === "halted") {
    return report(item("status", standing, stack?.status ?? null, "changed"), remove);
  }
  if (life !== "standing") {
    return {
      ...nothing,
      unchecked: [{ ...about(spec), why: `its CloudFormation stack is in ${stack?.status}; check again later` }],
    };
  }
  const hash = await hashOf(deps, spec);
  if (typeof hash !== "string") return { ...nothing, unchecked: [hash] };
  if (hash === spec.config_sha256) return nothing;
  if (hash === "gone") return report(item("configuration", spec.config_sha256, null, "missing"), remove);
  const anew = advice`somebody has updated the cluster; if that was not intended, ${remove} and create it again`;
  return report(item("configuration", spec.config_sha256, hash, "changed"), anew);
}

/** What the status of a cluster that stands is. */
const standing = "CREATE_COMPLETE";

const anHour = 3_600_000;

function isOverdue(deadline: string, now: Date): boolean {
  return deadline !== "" && isPast(moment(new Date(Date.parse(deadline) + anHour)), now);
}

function about({ name }: ClusterSpec) {
  return { layer: clusterKind.layer, resource: clusterKind.kind, id: name };
}

async function hashOf(deps: CreateDeps, spec: ClusterSpec): Promise<string | Unchecked> {
  const what = { ...about(spec), resource: "configuration of cluster" };
  try {
    const hash = await configurationHash({ ...deps, pcluster: await pclusterDeps(deps) }, spec.name);
    return hash ??
      { ...what, why: "pcluster did not report where the configuration is, or the file could not be downloaded" };
  } catch (cause) {
    deps.signal.throwIfAborted();
    const error = explainAwsError(cause, `reading the configuration of cluster ${spec.name}`);
    return { ...what, why: error.message, error };
  }
}
