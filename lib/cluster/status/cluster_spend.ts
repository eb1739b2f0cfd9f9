import { stackState } from "../../aws/questions/stack_status.ts";
import { stackOf } from "../../aws/pcluster/region_stacks.ts";
import type { RunningPart } from "../../cost/accrued_cost.ts";
import type { CreateDeps } from "../create_deps.ts";
import { asKnown, type Known, unknown } from "./known.ts";
import { costParts } from "./cost_parts.ts";
import { readPrices, readRegion } from "./read_region.ts";

/** What a cluster keeps running now, and for how much. */
export async function clusterSpend(
  deps: Pick<CreateDeps, "aws" | "clock" | "emit" | "signal">,
  { region, cluster }: { readonly region: string; readonly cluster: string },
): Promise<Known<readonly RunningPart[]>> {
  const { aws, signal } = deps;
  // One question where there is none.
  const stack = await asKnown(signal, `reading the stack of ${cluster}`, stackState(aws.in(region), cluster));
  if (stack.is === "unknown") return stack;
  if (stack.value === undefined) return unknown(`there is no cluster ${cluster} in ${region}`);
  const facts = await readRegion(deps, region);
  if (facts.stacks.is === "unknown") return facts.stacks;
  const created = stackOf({ clusters: facts.stacks.value, networks: [] }, cluster)?.created;
  return await costParts(facts, { region, cluster }, created, readPrices(deps, facts));
}
