import { explainAwsError } from "../../aws/aws_error.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Row } from "../../host/events/event_codes.ts";
import type { Json } from "../../host/json.ts";
import { fleetingJournal } from "../../state/journal/fleeting_journal.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import { removeAll } from "../../state/walks/remove_all.ts";
import { endInstances } from "./end_instances.ts";
import { isGone } from "./is_gone.ts";
import { rowEvent } from "./row_event.ts";
import { spotKinds } from "./kinds.ts";
import type { SpotDeps } from "./spot_deps.ts";
import { tellZones } from "./tell_zones.ts";
import { type Thing, type ThingKind, thingKinds } from "./things.ts";

/** What could not be removed, and why. */
export type LeftThing = {
  readonly thing: Thing;
  readonly why: string;
  readonly error?: DayError;
  /** It is on its way, and nobody waited for it. */
  readonly isEnding?: boolean;
  /** It stays because an instance goes on running in its network. */
  readonly isHeld?: boolean;
};

/** What is left, each with the reason; what stays only because of an instance is not worth a word of its own. */
export function leftWords(left: readonly LeftThing[]): string {
  const open = left.filter(({ isHeld }) => !isHeld).map(({ thing: { region, id }, why }) => `${region} ${id}: ${why}`);
  return `not removed: ${open.join("; ")}`;
}

export type RemovedThings = { readonly removed: readonly Thing[]; readonly left: readonly LeftThing[] };

export type RemoveOptions = {
  /** Milliseconds that instances may take to end. */
  readonly termination: number;
  readonly wait: boolean;
  /** Fleets that were recorded beside those that the instances name. */
  readonly fleets: readonly string[];
  /** Fleets with instances that stay: they cannot be deleted without these. */
  readonly keepFleets?: readonly string[];
  readonly onGone: (ids: readonly string[]) => Promise<void>;
};

/**
 * Removes things of one region in the order in which EC2 lets them go: what launches and what runs, then the network from the inside out,
 * where nothing runs any more. One failure hides no other. Repeatable.
 */
export async function removeThings(
  deps: SpotDeps,
  things: readonly Thing[],
  options: RemoveOptions,
): Promise<RemovedThings> {
  const removed: Thing[] = [];
  const left: LeftThing[] = [];
  const of = (kind: ThingKind) => things.filter((thing) => thing.kind === kind);
  const fail = (some: readonly Thing[], error: unknown) => {
    deps.signal.throwIfAborted();
    const failure = explainAwsError(error, `removing ${some.map(({ id }) => id).join(", ")}`);
    left.push(...some.map((thing) => ({ thing, why: failure.message, error: failure })));
  };

  const requests = of("spot-request");
  await cancel(deps, requests).then(() => removed.push(...requests), (error) => fail(requests, error));
  const instances = of("spot-instance");
  tellZones(deps, instances, ({ length }) => [`${length} terminating`]);
  if (instances.length > 0) {
    const { termination: limit, wait, onGone } = options;
    await endInstances(deps, instances.map(({ id }) => id), { limit, wait, onGone }).then(
      ({ gone, left: standing }) => {
        removed.push(...instances.filter(({ id }) => gone.includes(id)));
        for (const { id, ...rest } of standing) {
          const thing = instances.find((each) => each.id === id);
          if (thing !== undefined) left.push({ thing, ...rest });
        }
      },
      (error) => fail(instances, error),
    );
  }
  tellZones(deps, instances, (some) => endedRow(some, left));
  const standing = [...options.keepFleets ?? [], ...left.map(({ thing }) => thing.fleet)];
  const fleets = [...new Set([...options.fleets, ...removed.map(({ fleet }) => fleet)])]
    .filter((id) => id !== "" && !standing.includes(id));
  // The fleets and the network go when the instances are gone.
  if (left.some(({ isEnding }) => isEnding)) return { removed, left };
  await deleteFleets(deps, fleets).catch(() => deps.signal.throwIfAborted());
  // A network in which an instance of ours goes on running stays whole: it could not go, and the instance needs it.
  const others = things.filter(({ kind }) => kind !== "spot-instance" && kind !== "spot-request");
  const running = left.filter(({ thing }) => thing.kind === "spot-instance").map(({ thing }) => thing);
  const inUse = (vpc: string) => vpc === "" ? undefined : running.find((each) => each.vpc === vpc)?.id;
  const rest = others.filter(({ vpc }) => inUse(vpc) === undefined);
  const held = others.filter((thing) => !rest.includes(thing));
  left.push(...held.map((thing) => ({ thing, why: `${inUse(thing.vpc)} runs in its network`, isHeld: true })));
  const { region } = deps.aws;
  if (rest.length > 0) deps.emit(rowEvent(region, "", `removing ${rest.length} other resources`));
  const outcome = await removeRest(deps, rest);
  const count = removed.length + outcome.removed.length;
  const open = left.length + outcome.left.length;
  const words = open === 0 ? `${count} removed` : `${count} removed, ${open} left`;
  if (things.length > 0) deps.emit(rowEvent(region, "", words, open === 0 ? "done" : "failed"));
  return { removed: [...removed, ...outcome.removed], left: [...left, ...outcome.left] };
}

/** What is said of a zone when its instances were told to end. */
function endedRow(some: readonly Thing[], left: readonly LeftThing[]): readonly [status: string, is: Row["is"]] {
  const open = left.filter(({ thing }) => some.some(({ id }) => id === thing.id));
  const ending = open.filter(({ isEnding }) => isEnding).length;
  const gone = some.length - open.length;
  if (open.length === 0) return [`${gone} terminated`, "done"];
  if (ending === open.length) return [`${ending} terminating, not waited for`, "done"];
  return [`${gone} of ${some.length} terminated${ending === 0 ? "" : `, ${ending} terminating`}`, "failed"];
}

async function removeRest(deps: SpotDeps, rest: readonly Thing[]): Promise<RemovedThings> {
  const { emit, clock, signal } = deps;
  const walk = { emit, clock, signal, journal: fleetingJournal(), run: ["spot", deps.aws.region] };
  const sorted = rest.toSorted((one, other) => thingKinds.indexOf(one.kind) - thingKinds.indexOf(other.kind));
  const outcomes = await removeAll(walk, spotKinds, deps, sorted.map(remembered));
  const removed: Thing[] = [];
  const left: LeftThing[] = [];
  for (const { remembered: { key }, outcome, why, error } of outcomes) {
    const thing = sorted.find(({ id }) => id === key);
    if (thing === undefined) continue;
    if (outcome === "removed" || outcome === "absent") removed.push(thing);
    else left.push({ thing, why, error });
  }
  return { removed, left };
}

/** As removal knows it: by its id. What only a making would need is left empty. */
function remembered({ kind, id, spec }: Thing): Remembered {
  const making = { cidr: "", dns: true, zone: "", place: 0, gateway: "", subnets: [], rules: [] };
  return { kind, key: id, origin: "created", expected: { ...making, ...spec as Record<string, Json> }, out: null };
}

async function cancel({ aws }: SpotDeps, requests: readonly Thing[]): Promise<void> {
  if (requests.length === 0) return;
  const { CancelSpotInstanceRequestsCommand } = await import("@aws-sdk/client-ec2");
  const SpotInstanceRequestIds = requests.map(({ id }) => id);
  await (await aws.ec2()).send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds })).catch((error) => {
    if (!isGone(error)) throw error;
  });
}

/** Their instances have gone before: a fleet of this kind cannot be deleted without them. It costs nothing. */
async function deleteFleets({ aws }: SpotDeps, fleets: readonly string[]): Promise<void> {
  const { DeleteFleetsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  for (let from = 0; from < fleets.length; from += 25) {
    await ec2.send(new DeleteFleetsCommand({ FleetIds: fleets.slice(from, from + 25), TerminateInstances: true }));
  }
}
