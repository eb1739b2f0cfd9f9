import { budget, type BudgetOut, type BudgetSpec } from "../aws/budget.ts";
import type { Found } from "../aws/resource.ts";
import { resolveSchedulerRole } from "../aws/resolve_scheduler_role.ts";
import { currentSpotPrices } from "../aws/spot_prices.ts";
import { effectiveDefault } from "../config/effective_default.ts";
import { initial } from "../config/initial_value.ts";
import { findFile } from "../config/shipped.ts";
import { tokenPattern } from "../config/template_tokens.ts";
import { DayError } from "../host/day_error.ts";
import { isMadeByThisRun } from "../state/ensure.ts";
import { type BudgetKind, budgetSpec } from "./budget_spec.ts";
import { cluster, type ClusterDeps, clusterExists } from "./cluster.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";
import { instanceTypes } from "./spot_pricing.ts";

/** One line of the plan. */
export type PlanItem = { readonly what: string; readonly outcome: "create" | "exists"; readonly note: string };

/** What stands where the run is going to build, looked at once and side by side before the first write. */
export type Plan = {
  readonly items: readonly PlanItem[];
  readonly schedulerRoleArn: string | undefined;
  readonly budgets: Readonly<Record<BudgetKind, Found<BudgetSpec, BudgetOut>>>;
  readonly clusterIsAbsent: boolean;
  /** The cluster template's text. */
  readonly template: string;
  /** USD per hour by instance type. */
  readonly prices: ReadonlyMap<string, number>;
};

/**
 * Looks at everything the run would make, and turns away from a cluster that exists already (decision 3.30).
 *
 * @throws DayError DAY-RUN-006 when the cluster is there and not this run's
 */
export async function makePlan(run: Run, prepared: Prepared, selections: Selections, deps: ClusterDeps): Promise<Plan> {
  const { aws, environment, emit } = run.deps;
  const wantsHeartbeat = prepared.settings.heartbeat_email.value !== "";
  const template = await templateText(run, prepared);
  const lookAtBudget = (kind: BudgetKind) => budget.find(aws, budgetGuess(run, prepared, selections, kind), "exists");
  const [clusterIsAbsent, schedulerRoleArn, global, own, prices] = await Promise.all([
    lookAtCluster(run, deps),
    wantsHeartbeat
      ? resolveSchedulerRole(aws, { configured: selections.scheduler_role?.value, environment, emit })
      : undefined,
    lookAtBudget("global"),
    lookAtBudget("cluster"),
    spotPrices(run, template),
  ]);
  const budgets = { global, cluster: own };
  const plan = { schedulerRoleArn, budgets, clusterIsAbsent, template, prices };
  return { ...plan, items: itemsOf(run, selections, { ...plan, wantsHeartbeat }) };
}

/** Says what is going to be made before anything is. */
export function showPlan({ deps }: Run, { items }: Plan): void {
  for (const { what, outcome, note } of items) {
    const message = `plan: ${outcome === "create" ? "create" : "keep"} ${what}${note === "" ? "" : ` (${note})`}`;
    deps.emit({ code: "plan.item", level: "info", message, data: { what, outcome } });
  }
}

async function templateText(run: Run, { settings }: Prepared): Promise<string> {
  const path = settings.cluster_template_yaml.value;
  return await run.decide("template", async () => {
    const found = await findFile(run.deps, path);
    if (found === undefined) throw new DayError("DAY-TPL-001", `the cluster template ${path} is gone`);
    return found.text;
  });
}

async function spotPrices(run: Run, template: string): Promise<ReadonlyMap<string, number>> {
  const { aws, clock } = run.deps;
  const zone = run.request.region_az;
  const recorded = await run.decide("spot_prices", async () => {
    // Tokens in braces would not be YAML inside of a list in brackets.
    const types = instanceTypes(template.replace(tokenPattern, "x"));
    return Object.fromEntries(await currentSpotPrices(aws, { zone, types, now: clock.now() }));
  });
  return new Map(Object.entries(recorded));
}

async function lookAtCluster(run: Run, deps: ClusterDeps): Promise<boolean> {
  const spec = { region: run.request.region, name: run.cluster, config_sha256: "" };
  const found = await cluster.find(deps, spec, "exists");
  if (found.is === "absent") return true;
  if (isMadeByThisRun(run, cluster.kind, cluster.key(spec))) return false;
  throw clusterExists(spec, found.is === "ready" ? found.out.status : found.why);
}

/** What the budget would be without asking anybody; an existing one is only looked up by its name. */
function budgetGuess(run: Run, { source, settings }: Prepared, { account }: Selections, kind: BudgetKind): BudgetSpec {
  const key = kind === "global" ? "global_budget_amount" : "budget_amount";
  const amount = (initial(source, key) ?? effectiveDefault(source, key))?.value ?? "";
  return budgetSpec(run, kind, { account, amount, email: settings.budget_email.value });
}

function itemsOf(
  run: Run,
  selections: Selections,
  plan: Omit<Plan, "items"> & { readonly wantsHeartbeat: boolean },
): readonly PlanItem[] {
  const { region, region_az: zone } = run.request;
  const item = (what: string, exists: boolean, note = ""): PlanItem => ({
    what,
    outcome: exists ? "exists" : "create",
    note,
  });
  const budgetItem = (kind: BudgetKind) => {
    const found = plan.budgets[kind];
    const name = budgetSpec(run, kind, { account: "", amount: "", email: "" }).name;
    return item(
      `budget ${name}`,
      found.is !== "absent",
      found.is === "ready" ? `${found.spec.amount} USD a month` : "",
    );
  };
  return [
    item(
      `network of ${zone}`,
      selections.network.is === "present",
      selections.network.is === "unfinished" ? selections.network.why : "",
    ),
    item("policy pcluster-omics-analysis", selections.omics_policy_arn !== null),
    ...(plan.wantsHeartbeat
      ? [item("role for reminders", plan.schedulerRoleArn !== undefined, plan.schedulerRoleArn)]
      : []),
    budgetItem("global"),
    budgetItem("cluster"),
    item(`cluster ${run.cluster} in ${region}`, !plan.clusterIsAbsent),
    ...(plan.wantsHeartbeat ? [item(`reminders of cluster ${run.cluster}`, false)] : []),
  ];
}
