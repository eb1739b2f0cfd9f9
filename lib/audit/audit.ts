import { explainAwsError } from "../aws/aws_error.ts";
import type { DayError } from "../host/errors/day_error.ts";
import { judge, type Row } from "./judge.ts";
import type { Lister, Scene, Service, Thing } from "./scene/lister.ts";
import { allListers } from "./listers/all_listers.ts";
import { type AuditDeps, makeScene } from "./scene/make_scene.ts";
import type { RegionStacks } from "../aws/pcluster/region_stacks.ts";

/** A kind that could not be read, so that nobody can say that there is nothing of it. */
export type Unread = { readonly service: Service; readonly region: string; readonly error: DayError };

export type Audit = {
  /** What is to go. */
  readonly left: readonly Row[];
  /** What is in use, shared, or stays on purpose. */
  readonly kept: readonly Row[];
  readonly unread: readonly Unread[];
};

/** Where is looked, and for which cluster; for all of them without one. */
export type Question = { readonly regions: readonly string[]; readonly cluster: string | undefined };

/**
 * Everything of ours that stands in some regions. Every kind is read to its end, side by side; what cannot be read is told and is
 * never taken for nothing.
 *
 * @throws DayError such as DAY-CRED-001 or DAY-NET-001 when nothing at all can be read
 */
export async function audit(deps: AuditDeps, { regions, cluster }: Question): Promise<Audit> {
  const scenes = regions.map((region) => makeScene(deps, region, cluster));
  const looks = await Promise.all(scenes.map((scene, number) => lookAround(deps, scene, number === 0)));
  const unread = looks.flatMap(({ unread }) => unread);
  throwIfBlind(looks);
  const rows = looks.flatMap(({ rows }) => rows);
  const distinct = [...new Map(rows.map((row) => [keyOf(row.thing), row])).values()];
  return {
    left: distinct.filter(({ is }) => is === "left"),
    kept: distinct.filter(({ is }) => is === "kept"),
    unread,
  };
}

/** `kinds`: how many were looked for. */
type Look = { readonly rows: readonly Row[]; readonly unread: readonly Unread[]; readonly kinds: number };

/** Budgets are seen from every region. */
function keyOf({ service, region, id }: Thing): string {
  return `${service} ${service === "budgets" ? "" : region} ${id}`;
}

async function lookAround(deps: AuditDeps, scene: Scene, isFirst: boolean): Promise<Look> {
  const listers = allListers.filter(({ reach }) => reach === "region" || isFirst);
  const stacks = scene.stacks().catch((): RegionStacks | undefined => undefined);
  const looks = await Promise.all(listers.map((lister) => look(deps, scene, lister)));
  const known = await stacks;
  return {
    rows: looks.flatMap(({ things }) => things).map((thing) => judge(thing, known)),
    unread: looks.flatMap(({ unread }) => unread),
    kinds: listers.length,
  };
}

async function look(
  { signal }: AuditDeps,
  scene: Scene,
  { service, actions, list }: Lister,
): Promise<{ readonly things: readonly Thing[]; readonly unread: readonly Unread[] }> {
  try {
    return { things: await list(scene), unread: [] };
  } catch (error) {
    signal.throwIfAborted();
    const { region } = scene.aws;
    const explained = explainAwsError(error, `reading ${service} of ${region}`, actions.list);
    return { things: [], unread: [{ service, region, error: explained }] };
  }
}

/** Where not one kind could be read, it is for one reason, and that one is told. */
function throwIfBlind(looks: readonly Look[]): void {
  const unread = looks.flatMap(({ unread }) => unread);
  const isBlind = unread.length === looks.reduce((total, { kinds }) => total + kinds, 0);
  const [{ error } = { error: undefined }] = unread;
  if (isBlind && error !== undefined && unread.every((each) => each.error.code === error.code)) throw error;
}
