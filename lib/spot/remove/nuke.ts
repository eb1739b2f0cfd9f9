import { whoCalls } from "../who_calls.ts";
import { advice } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { enabledRegions } from "../facts/account_regions.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { findThings } from "../region/find_things.ts";
import { type LeftThing, removeThings } from "../region/remove_things.ts";
import type { Thing } from "../region/things.ts";
import { readRegions, type UnreadRegion } from "../read_regions.ts";
import { sideBySide } from "../side_by_side.ts";
import { inRegion, type SpotTaskDeps } from "../spot_task_deps.ts";
import { withoutMachines, withoutRegions } from "../state/changes.ts";
import { type State, withState } from "../state/open_state.ts";
import { plainMarks } from "./destroy.ts";

export type NukeRequest = {
  readonly config: SpotConfig;
  readonly statePath: string;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly configRegionsOnly: boolean;
  readonly regions: readonly string[];
  /** Also what other callers have made. */
  readonly includeOthers: boolean;
  /** Also what stands in our networks without our tag. */
  readonly includeForeign: boolean;
  readonly expectAccount: string | undefined;
  /** Milliseconds: only what is older. */
  readonly olderThan: number | undefined;
  /** Milliseconds for all of it. */
  readonly maxWait: number;
  readonly concurrency: number;
};

export type Nuked = {
  readonly account: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly isDryRun: boolean;
  readonly regions: readonly string[];
  readonly meant: readonly Thing[];
  /** What was found and stays: others', younger, or in use by others. */
  readonly kept: readonly { readonly thing: Thing; readonly why: string }[];
  readonly removed: readonly Thing[];
  readonly left: readonly LeftThing[];
  readonly unread: readonly UnreadRegion[];
};

const phrase = "YES NUKE EVERYTHING";

type Kept = { readonly thing: Thing; readonly why: string };
type Found = { readonly region: string; readonly meant: readonly Thing[]; readonly kept: readonly Kept[] };

/**
 * Removes everything that carries the managed tag, in every region that the account can use. It lists first, then asks for a phrase.
 * Default networks, and what carries no tag of ours, are never touched.
 *
 * @throws DayError DAY-SPOT-014 for another account than expected, DAY-PROMPT-001 and -003 without consent; nothing is changed then
 */
export async function nuke(deps: SpotTaskDeps, request: NukeRequest): Promise<Nuked> {
  return await withState(deps, request.statePath, deps.self, async (state) => {
    const startedAt = deps.clock.now();
    const { account, arn } = await whoCalls(deps);
    if (request.expectAccount !== undefined && request.expectAccount !== account) {
      throw new DayError(
        "DAY-SPOT-014",
        `the credentials belong to account ${account}, not to ${request.expectAccount}`,
      );
    }
    const regions = await regionsOf(deps, request);
    const { managed } = request.config;
    const about =
      `account ${account}, ${regions.length} regions, everything with the tag ${managed.key}=${managed.value}`;
    deps.emit({ code: "spot.line", level: "info", message: about });
    const { found, unread } = await look(deps, request, { account, arn, regions });
    for (const { meant, kept } of found) {
      for (const thing of meant) deps.emit({ code: "spot.line", level: "info", message: lineOf(thing) });
      for (const { thing, why } of kept) {
        deps.emit({ code: "spot.line", level: "info", message: `${lineOf(thing)}: kept, because ${why}` });
      }
    }
    const meant = found.flatMap((each) => each.meant);
    const kept = found.flatMap((each) => each.kept);
    const nothing = { ...{ account, startedAt, regions, meant, kept, unread }, removed: [], left: [] };
    const ended = () => deps.clock.now();
    if (request.dryRun || meant.length === 0) {
      if (!request.dryRun) await forget(state, found, []);
      return { ...nothing, isDryRun: request.dryRun, endedAt: ended() };
    }
    if (!request.force) await confirm(deps, meant.length);
    const outcomes = await sideBySide(found, request.concurrency, (each) => nukeIn(deps, request, state, each));
    const left = outcomes.flatMap((outcome) => outcome.left);
    await forget(state, found, left);
    return { ...nothing, isDryRun: false, removed: outcomes.flatMap(({ removed }) => removed), left, endedAt: ended() };
  }, { looksOnly: request.dryRun });
}

/** A line of the list, with whose it is. */
function lineOf({ region, kind, id, creator, deployment, state }: Thing): string {
  const whose = [creator && `created by ${creator}`, deployment && `deployment ${deployment}`].filter((part) =>
    part !== ""
  ).join(", ");
  return [region, kind.slice(5), id, state, whose].filter((part) => part !== "").join("  ");
}

async function regionsOf(
  deps: SpotTaskDeps,
  { config, configRegionsOnly, regions }: NukeRequest,
): Promise<readonly string[]> {
  const enabled = await enabledRegions(deps.aws, regions);
  const configured = config.regions.map(({ region }) => region);
  return configRegionsOnly ? enabled.filter((region) => configured.includes(region)) : enabled;
}

async function look(
  deps: SpotTaskDeps,
  request: NukeRequest,
  { account, arn, regions }: { readonly account: string; readonly arn: string; readonly regions: readonly string[] },
) {
  const marks = plainMarks(request.config);
  const reading = { concurrency: request.concurrency, doing: (region: string) => `looking into ${region}` };
  return await readRegions(deps, regions, reading, async (region): Promise<Found> => {
    const things = await findThings(inRegion(deps, region, marks, 0), account);
    return { region, ...judged(things, request, arn, deps.clock.now()) };
  });
}

/** What of a region goes, and what stays. A network stays with whatever stays in it. */
function judged(things: readonly Thing[], request: NukeRequest, arn: string, now: Date) {
  const kept: Kept[] = [];
  const keep = (thing: Thing, why: string) => void kept.push({ thing, why });
  const structural = (thing: Thing) => thing.vpc !== "" && thing.kind !== "spot-instance";
  let meant = things.filter((thing) => {
    if (!thing.isManaged && !structural(thing) && !request.includeForeign) {
      return keep(thing, "it does not have the tag of spot-deploy"), false;
    }
    if (thing.keeper !== "" && !request.includeForeign) return keep(thing, `it belongs to ${thing.keeper}`), false;
    if (thing.isManaged && thing.creator !== "" && thing.creator !== arn && !request.includeOthers) {
      return keep(thing, "somebody else created it (--include-others)"), false;
    }
    const age = thing.made === undefined ? Infinity : now.getTime() - thing.made.getTime();
    if (request.olderThan !== undefined && age < request.olderThan) {
      return keep(thing, "it is newer than --older-than"), false;
    }
    return true;
  });
  for (const vpc of new Set(kept.map(({ thing }) => thing.vpc).filter((id) => id !== ""))) {
    const why = `${kept.find(({ thing }) => thing.vpc === vpc)?.thing.id} is kept in it`;
    for (const thing of meant.filter((each) => structural(each) && each.vpc === vpc)) keep(thing, why);
    meant = meant.filter((each) => !(structural(each) && each.vpc === vpc));
  }
  return { meant, kept };
}

async function confirm({ prompter, isTerminal }: SpotTaskDeps, count: number): Promise<void> {
  if (prompter.refuses || !isTerminal) {
    throw new DayError("DAY-PROMPT-001", `the removal of ${count} resources has to be confirmed`, {
      fix: "add --force",
    });
  }
  const message = `To remove these ${count} resources for good, type ${phrase}`;
  if (await prompter.text({ id: "spot.nuke", message, emptyAllowed: true }) === phrase) return;
  throw new DayError("DAY-PROMPT-003", "Operation cancelled.", { fix: advice`type the phrase exactly as it is shown` });
}

const passes = 3;

/** In passes, while a pass still brings something forward. */
async function nukeIn(deps: SpotTaskDeps, request: NukeRequest, state: State, { region, meant, kept }: Found) {
  const { config, maxWait } = request;
  const { vpc_cleanup, termination } = config.timeouts;
  const there = inRegion(deps, region, plainMarks(config), Math.min(vpc_cleanup * 1000, maxWait));
  const removed: Thing[] = [];
  let open = meant;
  let left: readonly LeftThing[] = [];
  const begin = deps.clock.now().getTime();
  for (let pass = 1; pass <= passes && open.length > 0; pass++) {
    const outcome = await removeThings(there, open, {
      termination: Math.min(termination * 1000, maxWait),
      wait: true,
      fleets: Object.values(state.now().deployments).flatMap(({ regions }) => regions[region]?.fleet_ids ?? []),
      keepFleets: kept.map(({ thing }) => thing.fleet),
      onGone: (ids) => state.update(withoutMachines(ids), "nuke"),
    });
    removed.push(...outcome.removed);
    left = outcome.left;
    open = left.map(({ thing }) => thing);
    const isStuck = outcome.removed.length === 0 || deps.clock.now().getTime() - begin > maxWait;
    if (isStuck) break;
  }
  return { removed, left };
}

/** Regions in which nothing of ours is left leave the state. */
async function forget(state: State, found: readonly Found[], left: readonly LeftThing[]): Promise<void> {
  const clean = found.filter(({ region, kept }) =>
    kept.length === 0 && !left.some(({ thing }) => thing.region === region)
  )
    .map(({ region }) => region);
  const gone = Object.values(state.now().machines).filter(({ region }) => clean.includes(region)).map(({ id }) => id);
  await state.update(withoutMachines(gone), "nuke");
  await state.update(withoutRegions(clean), "nuke");
}
