import { refuseOtherAccount } from "../state/refuse_other_account.ts";
import { whoCalls } from "../who_calls.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { sourcesOf } from "../facts/caller_address.ts";
import { machinesOf, slotsOf } from "../state/of_deployment.ts";
import { type State, withState } from "../state/open_state.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { complete, type Missing } from "./complete.ts";
import type { Created } from "./created.ts";
import type { CreateRequest } from "./create_request.ts";
import { interruptible } from "./interruptible.ts";
import { launchingOf, marksOf } from "./launching.ts";
import { guardCost } from "./guard_cost.ts";
import { makePlan } from "./make_plan.ts";
import { costOf, type Plan } from "./plan_nodes.ts";
import { resume } from "./resume.ts";
import { waitForNodes } from "./wait_for_nodes.ts";

export type ReconcileRequest = CreateRequest & { readonly deployment: string | undefined };

/**
 * Brings a deployment back to the number of nodes that were wanted, after interruptions: what carries its mark counts, whoever wrote it
 * down, and what is missing is launched as `create` does it.
 */
export async function reconcile(deps: SpotTaskDeps, request: ReconcileRequest): Promise<Created> {
  const { config } = request;
  return await withState(deps, request.statePath, deps.self, async (state) => {
    const startedAt = deps.clock.now();
    const identity = await whoCalls(deps);
    refuseOtherAccount(state.now(), identity.account, state.path);
    const deployment = chosen(state, request.deployment);
    const plan = await makePlan(deps, request);
    const sources = await sourcesOf(deps.reach, request);
    const marks = marksOf(deps, config, identity, deployment);
    const launching = launchingOf(deps, request, { identity, state, sources, deployment, startedAt });
    const wanted = slotsOf(state, deployment);
    return await interruptible(deps, { request, state, marks, identity }, async (own) => {
      const missing = await resume(own, launching, marks, plan, { dryRun: request.dryRun });
      const count = missing.reduce((sum, each) => sum + each.count, 0);
      const words = count === 0 ? "all wanted nodes are running" : `${count} of ${wanted} nodes are missing`;
      deps.emit({ code: "spot.line", level: "info", message: `${deployment}: ${words}` });
      if (!request.dryRun && count > 0) await guardCost(deps, request, wholeCost(state, deployment, config, plan));
      const nothing = { reports: [], left: [] };
      const { reports, left } = request.dryRun || count === 0
        ? nothing
        : await complete(own, launching, marks, missing.filter((each) => each.count > 0), request);
      const machines = machinesOf(state, deployment);
      await waitForNodes(own, config, request.dryRun ? "none" : request.wait, machines);
      return {
        ...{ identity, deployment, plan: request.dryRun ? planOf(config, plan, missing) : plan },
        ...{ isDryRun: request.dryRun, startedAt, endedAt: deps.clock.now() },
        ...{ reports, left, machines, requested: wanted, rolledBack: false },
      };
    });
  }, { looksOnly: request.dryRun });
}

/** What would be launched, and no more. */
function planOf(config: SpotConfig, plan: Plan, missing: readonly Missing[]): Plan {
  const regions = missing.map(({ planned, count, onDemand }) => ({ ...planned, slots: count, onDemand }));
  const wanted = regions.reduce((sum, { slots }) => sum + slots, 0);
  return { ...plan, regions, wanted, ...costOf(config, regions) };
}

/** What the deployment costs when it is whole again. */
function wholeCost(state: State, deployment: string, config: SpotConfig, { regions }: Plan) {
  const recorded = state.now().deployments[deployment]?.regions ?? {};
  return costOf(
    config,
    regions.map((planned) => {
      const slots = recorded[planned.usable.region]?.slots ?? 0;
      return { ...planned, slots, onDemand: Math.min(slots, planned.onDemand) };
    }),
  );
}

function chosen(state: State, wanted: string | undefined): string {
  const ids = Object.keys(state.now().deployments).sort();
  const id = wanted ?? ids.at(-1);
  if (id !== undefined && ids.includes(id)) return id;
  const message = wanted === undefined
    ? `${state.path} knows no deployment`
    : `there is no deployment ${wanted} in ${state.path}`;
  throw new DayError("DAY-USE-001", message);
}
