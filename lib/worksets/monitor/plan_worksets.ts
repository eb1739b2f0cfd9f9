import { DayError } from "../../host/errors/day_error.ts";
import { consider } from "../protocol/attend.ts";
import { placeOf } from "../protocol/sighting.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { type Explained, explainWorkset } from "./explain_workset.ts";
import { listCandidates } from "./list_candidates.ts";
import type { MonitorOptions } from "./monitor.ts";

/** What one pass of a monitor would do. Changes nothing. */
export async function planWorksets(deps: WorkDeps, options: MonitorOptions): Promise<readonly Explained[]> {
  const { store, self } = deps;
  const { root, localRoot } = deps.options;
  const me = { host: self.host, root: localRoot, adoptLegacy: options.adoptLegacy, leaseSeconds: options.leaseSeconds };
  const planned: Explained[] = [];
  for await (const names of listCandidates(store, root)) {
    for (const workset of names) {
      if (options.only.length > 0 && !options.only.includes(workset)) continue;
      const { verdict } = await consider(deps, placeOf(root, workset), me, {});
      if (verdict.do === "skip") continue;
      if (verdict.purpose === "claim" || verdict.purpose === "rearm") planned.push(await explained(deps, workset));
      else planned.push({ workset, commands: [], notes: [`would be taken: ${verdict.purpose}`] });
    }
  }
  return planned;
}

async function explained(deps: WorkDeps, workset: string): Promise<Explained> {
  try {
    return await explainWorkset(deps, workset);
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    return { workset, commands: [], notes: [`would fail: ${error.code} ${error.message}`] };
  }
}
