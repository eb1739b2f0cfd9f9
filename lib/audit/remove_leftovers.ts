import { command } from "../host/errors/advice.ts";
import { explainAwsError } from "../aws/aws_error.ts";
import { DayError } from "../host/errors/day_error.ts";
import { elapsed } from "../host/events/elapsed.ts";
import { stateLine } from "../host/events/state_line.ts";
import { waitEvent } from "../host/events/wait_event.ts";
import { poll } from "../host/poll.ts";
import type { Row } from "./judge.ts";
import type { Lister, RemovalDeps, Thing } from "./scene/lister.ts";
import { allListers } from "./listers/all_listers.ts";
import { type AuditDeps, makeScene } from "./scene/make_scene.ts";

/** Something that was to go, and why it did not. */
export type NotRemoved = { readonly thing: Thing; readonly error: DayError };

/** Pauses between looks, in milliseconds. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const limit = 45 * 60_000;

/**
 * Removes what is left over, kind by kind in the order of the listers, and waits until each kind is gone before the next one is
 * begun: a node holds its interfaces and volumes, a file system its security groups. A failure leaves that thing and goes on. A
 * stack whose deletion failed is deleted once more at the end, when what held it is gone.
 *
 * @param rows what an audit found left
 */
export async function removeLeftovers(deps: AuditDeps, rows: readonly Row[]): Promise<readonly NotRemoved[]> {
  const regions = Map.groupBy(rows.map(({ thing }) => thing), ({ region }) => region);
  const failed: NotRemoved[] = [];
  for (const [region, things] of regions) failed.push(...await removeIn(deps, region, things));
  return failed;
}

async function removeIn(deps: AuditDeps, region: string, things: readonly Thing[]): Promise<readonly NotRemoved[]> {
  const failed: NotRemoved[] = [];
  for (const lister of allListers) {
    failed.push(...await removeKind(deps, lister, things.filter(({ service }) => service === lister.service)));
  }
  const [stacks] = allListers;
  const stuck = failed.filter(({ thing }) => thing.service === stacks.service).map(({ thing }) => thing);
  const others = failed.filter(({ thing }) => thing.service !== stacks.service);
  return [...others, ...await removeKind(deps, stacks, stuck.map((thing) => ({ ...thing, region })))];
}

async function removeKind(deps: AuditDeps, lister: Lister, things: readonly Thing[]): Promise<readonly NotRemoved[]> {
  const results = await Promise.all(things.map(async (thing): Promise<NotRemoved | undefined> => {
    try {
      await removeOne(deps, lister, thing);
      return undefined;
    } catch (error) {
      deps.signal.throwIfAborted();
      return { thing, error: explainAwsError(error, `removing ${titleOf(thing)}`, lister.actions.remove) };
    }
  }));
  return results.flatMap((result) => result ?? []);
}

async function removeOne(deps: AuditDeps, lister: Lister, thing: Thing): Promise<void> {
  deps.signal.throwIfAborted();
  const subject = titleOf(thing);
  const about = { subject, state: "being removed" };
  deps.emit({ code: "resource.removing", level: "info", message: stateLine(about), data: about });
  // Every look is a new one: a scene remembers what it has read.
  const removal = (): RemovalDeps => ({ ...deps, scene: makeScene(deps, thing.region, thing.cluster) });
  if (!thing.isGoing) await lister.remove(removal(), thing);
  const tell = (waited: number) =>
    deps.emit(waitEvent("wait.resource", { subject, state: "waiting until AWS has deleted it" }, waited));
  await poll(deps, { pauses, endless: true, tell }, async (waited) => {
    const seen = (await lister.list(removal().scene)).find(({ id }) => id === thing.id);
    if (seen === undefined) return true;
    if (seen.isStuck) throw new DayError("DAY-AWS-003", `${subject}: ${seen.why}`, { fix: command(seen.remove) });
    if (waited >= limit) throw new DayError("DAY-AWS-004", `${subject} still exists after ${elapsed(waited)}`);
    return undefined;
  });
}

function titleOf({ service, id }: Thing): string {
  return `${service} ${id}`;
}
