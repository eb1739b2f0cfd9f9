import type { BudgetOut, BudgetSpec } from "../aws/budget.ts";
import type { Found } from "../aws/resource.ts";
import type { SchedulerRoleLook } from "../aws/resolve_scheduler_role.ts";
import { initial } from "../config/initial_value.ts";
import { type BudgetKind, budgetSpec } from "./budget_spec.ts";
import { type PlannedDifference, plannedDifferences } from "./plan_differences.ts";
import type { FullLooks } from "./plan_looks.ts";
import type { Prepared } from "./prepared.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";

/** One line of the plan. `differs`: it exists, and not as this configuration would make it. */
export type PlanItem = {
  readonly what: string;
  readonly outcome: "create" | "exists" | "differs";
  readonly note: string;
  readonly differences: readonly PlannedDifference[];
};

/** What the looks found. */
export type PlanFacts = {
  readonly run: Run;
  readonly prepared: Prepared;
  readonly selections: Selections;
  readonly schedulerRole: SchedulerRoleLook;
  readonly budgets: Readonly<Record<BudgetKind, Found<BudgetSpec, BudgetOut>>>;
  readonly cluster: { readonly exists: boolean; readonly note: string };
  readonly looks: FullLooks;
};

/** Everything the run needs, in the order in which it makes what is missing. */
export function planItems(facts: PlanFacts): readonly PlanItem[] {
  const { run, prepared: { settings }, selections, looks } = facts;
  const email = settings.heartbeat_email.value;
  return [
    networkItem(facts),
    item("policy pcluster-omics-analysis", selections.omics_policy_arn !== null, "", looks.policy),
    ...(email === "" ? [] : [roleItem(facts)]),
    budgetItem(facts, "global"),
    budgetItem(facts, "cluster"),
    item(`cluster ${run.cluster} in ${run.request.region}`, facts.cluster.exists, facts.cluster.note),
    ...(email === "" ? [] : [item(
      `reminders of cluster ${run.cluster}`,
      looks.remindersExist,
      `${settings.heartbeat_schedule.value} to ${email}`,
      looks.reminders,
    )]),
  ];
}

function item(
  what: string,
  exists: boolean,
  note = "",
  differences: readonly PlannedDifference[] = [],
): PlanItem {
  const outcome = !exists ? "create" : differences.length > 0 ? "differs" : "exists";
  return { what, outcome, note, differences: exists ? differences : [] };
}

function networkItem({ run, selections: { network, tags_and_budget_arns: policies }, looks }: PlanFacts): PlanItem {
  const zone = run.request.region_az;
  const what = `network of ${zone}`;
  if (network.is === "present") return item(what, true, "", looks.network);
  const policy = policies.length === 0 ? ", policy" : "";
  return item(what, false, network.is === "unfinished" ? network.why : `VPC, subnets, NAT gateway${policy}`);
}

function roleItem({ schedulerRole: role, looks }: PlanFacts): PlanItem {
  const what = "role for reminders";
  if (role.is === "unknown") return item(what, true, "you may not look (iam:GetRole): no reminders");
  return role.is === "absent" ? item(what, false) : item(what, true, role.arn.split("/").at(-1), looks.role);
}

const budgetLabels = {
  amount: "USD a month",
  cluster: "counts cluster",
  thresholds: "mails at percent",
  email: "mails to",
};

function budgetItem({ run, prepared: { source, settings }, budgets }: PlanFacts, kind: BudgetKind): PlanItem {
  const found = budgets[kind];
  const wanted = budgetSpec(run, kind, { account: "", amount: "", email: "" });
  const what = `budget ${wanted.name}`;
  const configured = initial(source, kind === "global" ? "global_budget_amount" : "budget_amount")?.value;
  if (found.is !== "ready") return item(what, false, configured === undefined ? "" : `${configured} USD a month`);
  const { account, amount } = found.spec;
  const email = settings.budget_email.value;
  // An amount that nobody has set would be asked for only if the budget had to be made.
  const asWanted = budgetSpec(run, kind, { account, amount: configured ?? amount, email });
  return item(what, true, `${amount} USD a month`, plannedDifferences(asWanted, found.spec, budgetLabels));
}
