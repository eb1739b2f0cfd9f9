import { budget, type BudgetOut, type BudgetSpec } from "../aws/budget.ts";
import type { Found } from "../aws/resource.ts";
import { resolveSchedulerRole, type SchedulerRoleLook } from "../aws/resolve_scheduler_role.ts";
import { currentSpotPrices } from "../aws/spot_prices.ts";
import { effectiveDefault } from "../config/effective_default.ts";
import { initial } from "../config/initial_value.ts";
import { findFile } from "../config/shipped.ts";
import { withoutBraces } from "../config/template_problem.ts";
import { DayError } from "../host/day_error.ts";
import { isMadeByThisRun } from "../state/ensure.ts";
import type { Warning } from "../state/facts.ts";
import { appendTags } from "./append_tags.ts";
import { type BudgetKind, budgetSpec } from "./budget_spec.ts";
import { cluster, type ClusterDeps, clusterExists } from "./cluster.ts";
import { type Cost, estimateCost } from "./cost_estimate.ts";
import { costPrices } from "./cost_prices.ts";
import { costShape } from "./cost_shape.ts";
import { inFile } from "./in_file.ts";
import { type PlanFacts, type PlanItem, planItems } from "./plan_items.ts";
import { lookInFull, noLooks } from "./plan_looks.ts";
import { planText } from "./plan_text.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";
import { applySpotPrices, instanceTypes } from "./spot_pricing.ts";

/** What stands where the run is going to build, looked at once and side by side before the first write. */
export type Plan = {
  readonly items: readonly PlanItem[];
  readonly cost: Cost;
  readonly schedulerRole: SchedulerRoleLook;
  readonly budgets: Readonly<Record<BudgetKind, Found<BudgetSpec, BudgetOut>>>;
  readonly clusterIsAbsent: boolean;
  /** What was accepted in preflight and may still spoil the creation. */
  readonly warnings: readonly Warning[];
  /** The cluster template's text. */
  readonly template: string;
  /** USD per hour by instance type. */
  readonly prices: ReadonlyMap<string, number>;
};

/** `create`: the run goes on, so that it only looks whether things are there. `show`: it stops, and looks at everything. */
export type PlanPurpose = "create" | "show";

/**
 * Looks at everything the run would make, and turns away from a cluster that exists already (decision 3.30).
 *
 * @throws DayError DAY-RUN-006 when the run is to go on and the cluster is there and not this run's
 * @see decision 3.35
 */
export async function makePlan(
  run: Run,
  prepared: Prepared,
  selections: Selections,
  deps: ClusterDeps,
  purpose: PlanPurpose = "create",
): Promise<Plan> {
  const { aws, environment, emit } = run.deps;
  const { settings } = prepared;
  const wantsHeartbeat = settings.heartbeat_email.value !== "";
  const template = await templateText(run, prepared);
  const depth = purpose === "show" ? "full" : "exists";
  const lookAtBudget = (kind: BudgetKind) => budget.find(aws, budgetGuess(run, prepared, selections, kind), depth);
  const headNode = costShape(template, settings, new Map())?.headNode ?? settings.headnode_instance_type.value;
  const [cluster, schedulerRole, global, own, prices, listed] = await Promise.all([
    lookAtCluster(run, deps, purpose),
    wantsHeartbeat
      ? resolveSchedulerRole(aws, { configured: selections.scheduler_role?.value, environment, emit })
      : { is: "absent" as const },
    lookAtBudget("global"),
    lookAtBudget("cluster"),
    spotPrices(run, template, settings.cluster_template_yaml.value),
    run.decide("list_prices", () => costPrices(run.deps, headNode)),
  ]);
  const budgets = { global, cluster: own };
  const looks = purpose === "show" ? await lookInFull(run, prepared, selections, arnOf(schedulerRole)) : noLooks;
  const cost = estimateCost({
    shape: costShape(template, settings, prices),
    prices: listed,
    spotPrices: prices,
    networkExists: selections.network.is === "present",
    today: run.deps.clock.now().toISOString().slice(0, 10),
  });
  const items = planItems({ run, prepared, selections, schedulerRole, budgets, cluster, looks });
  const warnings = acceptedWarnings(selections);
  return { items, cost, schedulerRole, budgets, clusterIsAbsent: !cluster.exists, warnings, template, prices };
}

/** A creation that AWS is going to refuse is told again where people decide whether to go on (decision 3.47). */
function acceptedWarnings({ pcluster_warning: message }: Selections): readonly Warning[] {
  return message === null ? [] : [{ id: "toolchain.pcluster", step: "plan", message }];
}

const arnOf = (role: SchedulerRoleLook) => role.is === "present" ? role.arn : undefined;

/** Says what is going to be made, and what it will cost, before anything is. */
export function showPlan({ deps, cluster, request }: Run, plan: Plan): void {
  const lines = [`plan for cluster ${cluster} in ${request.region_az}`, ...planText(plan)];
  for (const message of lines) deps.emit({ code: "plan.line", level: "info", message });
}

async function templateText(run: Run, { settings }: Prepared): Promise<string> {
  const path = settings.cluster_template_yaml.value;
  return await run.decide("template", async () => {
    const found = await findFile(run.deps, path);
    if (found === undefined) throw new DayError("DAY-TPL-001", `the cluster template ${path} is gone`);
    return found.text;
  });
}

async function spotPrices(run: Run, template: string, path: string): Promise<ReadonlyMap<string, number>> {
  const { aws, clock } = run.deps;
  const zone = run.request.region_az;
  const readable = withoutBraces(template);
  const recorded = await run.decide("spot_prices", async () => {
    const types = inFile(path, () => instanceTypes(readable));
    return Object.fromEntries(await currentSpotPrices(aws, { zone, types, now: clock.now() }));
  });
  const prices = new Map(Object.entries(recorded));
  // What prices or tags would refuse is found out now and not when the budgets stand.
  inFile(path, () => appendTags(applySpotPrices(readable, prices).text, run.request.tags));
  return prices;
}

async function lookAtCluster(run: Run, deps: ClusterDeps, purpose: PlanPurpose): Promise<PlanFacts["cluster"]> {
  const spec = { region: run.request.region, name: run.cluster, config_sha256: "" };
  const found = await cluster.find(deps, spec, "exists");
  if (found.is === "absent") return { exists: false, note: "" };
  const status = found.is === "ready" ? found.out.status : found.why;
  if (isMadeByThisRun(run, cluster.kind, cluster.key(spec))) return { exists: true, note: status };
  if (purpose === "create") throw clusterExists(deps, spec, status);
  return { exists: true, note: `${status}; create leaves it alone and ends there` };
}

/** What the budget would be without asking anybody; an existing one is only looked up by its name. */
function budgetGuess(run: Run, { source, settings }: Prepared, { account }: Selections, kind: BudgetKind): BudgetSpec {
  const key = kind === "global" ? "global_budget_amount" : "budget_amount";
  const amount = (initial(source, key) ?? effectiveDefault(source, key))?.value ?? "";
  return budgetSpec(run, kind, { account, amount, email: settings.budget_email.value });
}
