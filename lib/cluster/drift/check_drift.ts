import { managedPolicy, policyArn } from "../../aws/resources/managed_policy.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
import type { Layer } from "../../aws/resource.ts";
import { schedule } from "../../aws/resources/schedule.ts";
import { adviceOf, command } from "../../host/errors/advice.ts";
import { stableJsonLine } from "../../host/json.ts";
import { checkAt, isPast, warningAt } from "../../names/deadline.ts";
import { expiryNames } from "../../names/expiry_names.ts";
import { nameInKey } from "../../names/name_in_key.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import { compare, type Compared } from "../../state/walks/compare.ts";
import type { Difference } from "../../state/walks/differences.ts";
import type { CreateDeps } from "../create_deps.ts";
import { deadlineIn } from "../deadline/deadline_in.ts";
import { cluster as clusterKind } from "../pcluster/cluster.ts";
import { kindOf } from "../../state/walks/wanted.ts";
import { kindsAroundCluster, kindsOfAccess } from "../wanted/kinds.ts";
import { administratorsFix } from "./administrators_fix.ts";
import { clusterDrift } from "./cluster_drift.ts";
import type { Drift, DriftItem, Finding, Unchecked } from "./drift.ts";
import { networkDrift } from "./network_drift.ts";
import { repairCommand } from "./repair_command.ts";
import { unreadable } from "./unreadable.ts";

/** A cluster, and what its account is compared with. */
export type DriftQuestion = {
  readonly cluster: string;
  readonly region: string;
  readonly remembered: readonly Remembered[];
};

/**
 * Compares everything that is remembered of a cluster with what stands. Nothing is written. What cannot be read hides nothing else.
 */
export async function checkDrift(deps: CreateDeps, question: DriftQuestion): Promise<Drift> {
  const { cluster } = question;
  const damaged = question.remembered.flatMap((each) => unreadable(each) ?? []);
  const remembered = question.remembered.filter((each) => unreadable(each) === undefined);
  const deadline = deadlineIn(remembered, cluster);
  const of = (wanted: string) => remembered.filter(({ kind }) => kind === wanted);
  const policies = new Set(of(managedPolicy.kind).map(({ expected }) => policyArn(managedPolicy.spec.parse(expected))));
  const isRemembered = (part: string) => policies.has(part);
  const around = remembered.filter(({ kind }) => kind !== clusterKind.kind);
  const [compared, ...others] = await Promise.all([
    compare([...kindsAroundCluster, ...kindsOfAccess], deps, around),
    ...of(networkStack.kind).map((each) => networkDrift(deps, each, isRemembered)),
    ...of(clusterKind.kind).map((each) => clusterDrift(deps, each, deadline)),
  ]);
  deps.signal.throwIfAborted();
  const isOver = isSchedulesTimeOver(cluster, deadline, deps.clock.now());
  const all = [...compared.filter((each) => !isOver(each)).map((each) => judged(each, question)), ...others];
  return {
    findings: inOrder(
      all.flatMap(({ findings }) => findings),
      ({ item }) => item,
      ({ item: { field, expected, actual } }) => stableJsonLine([field, expected, actual]),
    ),
    unchecked: inOrder([...damaged, ...all.flatMap(({ unchecked }) => unchecked)], (each) => each, ({ why }) => why),
    notes: all.flatMap(({ notes }) => notes),
  };
}

/** A schedule of a deadline goes by itself when its time has come. */
function isSchedulesTimeOver(cluster: string, deadline: string, now: Date): (each: Compared<never>) => boolean {
  const names = expiryNames(cluster);
  const times = new Map(
    deadline === ""
      ? []
      : [[names.expiry, deadline], [names.warning, warningAt(deadline)], [names.check, checkAt(deadline)]],
  );
  return ({ is, remembered: { kind, expected } }) => {
    const name = kind === schedule.kind ? schedule.spec.safeParse(expected).data?.name ?? "" : "";
    return is === "missing" && isPast(times.get(name) ?? "", now);
  };
}

function judged(compared: Compared<CreateDeps>, question: DriftQuestion): Drift {
  const { remembered, kind, is, why, error, differences } = compared;
  const about = { layer: kind?.layer ?? "cluster", resource: remembered.kind, id: nameInKey(remembered.key) } as const;
  const finding = (difference: Difference, { repair, fix }: Pick<Finding, "repair" | "fix">): Finding => {
    return { item: { ...about, ...difference, origin: remembered.origin }, repair, fix };
  };
  const drift = (findings: readonly Finding[], unchecked: readonly Unchecked[] = []) => {
    return { findings, unchecked, notes: [] };
  };
  switch (is) {
    case "same":
      return drift([]);
    case "missing": {
      const gone = { field: "exists", expected: true, actual: false, status: is } as const;
      return drift([finding(gone, remedyOf(compared, question))]);
    }
    case "differs":
      return drift(differences.map((each) => finding(each, remedyOf(compared, question, each))));
    case "stuck":
    case "foreign": {
      const state = { field: "status", expected: "ready", actual: why, status: "changed" } as const;
      return drift([finding(state, { repair: undefined, fix: adviceOf(atRest) })]);
    }
    case "moving":
    case "unchecked":
      return drift([], [{ ...about, why, error }]);
  }
}

/** What can be done about something that is gone, or about a field that differs. */
function remedyOf(
  { remembered, kind }: Compared<CreateDeps>,
  question: DriftQuestion,
  difference?: Difference,
): Pick<Finding, "repair" | "fix"> {
  const [field = ""] = difference?.field.split(".") ?? [];
  if (field === "outputs" || kind?.fixed.includes(field)) return { repair: undefined, fix: adviceOf(lasting) };
  const unwritable = kind?.unwritable(remembered.expected);
  if (unwritable !== undefined) return { repair: undefined, fix: adviceOf(`repair it by hand, because ${unwritable}`) };
  if (kindOf(kindsOfAccess, remembered) !== undefined) return { repair: undefined, fix: administratorsFix(remembered) };
  return { repair: remembered, fix: command(repairCommand(question, remembered.origin)) };
}

const lasting = "this cannot be changed after creation: create the resource again when nothing uses it";
const atRest = "look at it in the AWS console and repeat the check when its operation has finished";

const layers: readonly Layer[] = ["network", "iam", "budget", "heartbeat", "cluster", "spot"];

/** The same things come in the same order, whichever answered first. */
function inOrder<T>(list: readonly T[], thingOf: (each: T) => Thing, rest: (each: T) => string): readonly T[] {
  const keyOf = (each: T) => {
    const { layer, resource, id } = thingOf(each);
    return stableJsonLine([layers.indexOf(layer), resource, id, rest(each)]);
  };
  return list.map((each) => ({ each, key: keyOf(each) })).sort((one, other) => one.key < other.key ? -1 : 1)
    .map(({ each }) => each);
}

type Thing = Pick<DriftItem, "layer" | "resource" | "id">;
