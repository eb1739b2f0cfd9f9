import { budget } from "../../aws/resources/budget.ts";
import { tagsTableLine } from "../../aws/resources/tags_table_line.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import type { Json } from "../../host/json.ts";
import type { Origin, Remembered } from "../../state/journal/facts.ts";
import { differences } from "../../state/walks/differences.ts";
import { claimOn } from "../../state/walks/claim.ts";
import { kindOfResource } from "../../state/walks/kind_of_resource.ts";
import type { Removal } from "../../state/walks/remove_one.ts";
import type { Kind } from "../../state/walks/wanted.ts";
import type { ClusterMemory, ClusterPlace } from "../known/remember_cluster.ts";

/** A budget of the cluster's own, or its line in the table of users, and whose it is. Only what is to go was looked at. */
export type OwnBudget = { readonly removal: Removal; readonly origin: Origin };

const kinds: readonly Kind<AwsDeps>[] = [kindOfResource(tagsTableLine), kindOfResource(budget)];

/**
 * The cluster's own budget and its line, the line first: who has no budget must not spend. The budget that all clusters share never
 * is among them.
 */
export async function ownBudget(
  deps: AwsDeps,
  { account, region, cluster }: ClusterPlace,
  memory: ClusterMemory,
  resources: readonly Remembered[],
  { looked }: { readonly looked: boolean },
): Promise<readonly OwnBudget[]> {
  const isOwn = (name: string) =>
    name.startsWith(`da-${region}`) && /^[a-z]-/.test(name.slice(`da-${region}`.length)) &&
    name.slice(`da-${region}x-`.length) === cluster;
  const candidates = [...resources, ...await halfMade(deps, memory)];
  const distinct = new Map(candidates.map((each) => [`${each.kind} ${each.key}`, each]));
  const own = kinds.flatMap((kind) =>
    [...distinct.values()].flatMap(({ kind: name, key, origin, expected }): OwnBudget[] => {
      if (name !== kind.kind || !isOwn(nameIn(expected)) || !key.startsWith(`${account}/`)) return [];
      const find = () => kind.find(deps, expected, "exists");
      const remove = () => kind.remove(deps, expected);
      return [{ origin, removal: { kind: name, key, title: kind.title(expected), find, remove } }];
    })
  );
  const seen = async (each: OwnBudget) => ({ ...each, removal: { ...each.removal, seen: await each.removal.find() } });
  return looked ? await Promise.all(own.map(seen)) : own;
}

function nameIn(expected: Json): string {
  const { name, project } = expected as { readonly name?: Json; readonly project?: Json };
  return String(name ?? project ?? "");
}

/** What a run had set out to make when it was killed: its own when what stands there is what it asked for. */
async function halfMade(deps: AwsDeps, { runs }: ClusterMemory): Promise<readonly Remembered[]> {
  const facts = runs.flatMap((run) => run.facts);
  const intents = facts.flatMap((fact) => fact.fact === "intent" && fact.found === "absent" ? [fact] : []);
  const found: Remembered[] = [];
  for (const { kind: name, key, spec } of intents) {
    const kind = kinds.find((each) => each.kind === name);
    if (kind === undefined || claimOn(facts, name, key).is !== "intended") continue;
    const seen = await kind.find(deps, spec, "full");
    if (seen.is !== "ready" || differences(spec, seen.spec).length > 0) continue;
    found.push({ kind: name, key, origin: "created", expected: spec, out: null });
  }
  return found;
}
