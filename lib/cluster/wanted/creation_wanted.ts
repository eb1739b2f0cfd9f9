import type { SchedulerRoleLook } from "../../aws/questions/resolve_scheduler_role.ts";
import { usersOf } from "../../names/users_of.ts";
import { effectiveDefault } from "../../config/settings/effective_default.ts";
import { initial } from "../../config/file/initial_value.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { type Wanted, wanted } from "../../state/walks/wanted.ts";
import { cluster, type ClusterDeps } from "../pcluster/cluster.ts";
import type { Creation } from "../create_deps.ts";
import { clusterSpec } from "./cluster_wanted.ts";
import { networkSpec } from "./network_spec.ts";
import type { Prepared } from "../prepare.ts";
import { wantedNetwork, wantedOmicsPolicy, wantedSchedulerRole } from "./baseline_wanted.ts";
import { type BudgetKind, type BudgetWish, wantedBudget } from "./budgets_wanted.ts";
import { wantedHeartbeat } from "./heartbeat_wanted.ts";
import { placeOf } from "./place.ts";

/** What a creation wants that needs no role to be known, as far as it can be said without asking anybody. */
export async function beforeRole(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  deps: ClusterDeps,
): Promise<{ readonly baseline: readonly Wanted[]; readonly budgets: readonly Wanted[]; readonly cluster: Wanted }> {
  const { account, network, omicsAnalysisArn } = findings;
  const place = placeOf(run, findings);
  const budgets = (["global", "cluster"] as const).flatMap((kind) => {
    const { budget, users } = wantedBudget(run.deps, place, kind, guess(prepared, kind));
    return [budget, users];
  });
  return {
    baseline: [
      wantedNetwork(run.deps, await networkSpec(run, findings), network),
      wantedOmicsPolicy(run.deps, account, omicsAnalysisArn),
    ],
    budgets,
    cluster: wanted(cluster, deps, clusterSpec(run, "")),
  };
}

/** What a creation wants once it is known whether there is a role to send heartbeats with. */
export function afterRole(
  run: Creation,
  { settings }: Prepared,
  findings: Findings,
  look: SchedulerRoleLook,
): { readonly role: readonly Wanted[]; readonly heartbeat: readonly Wanted[] } {
  const email = settings.heartbeat_email.value;
  if (email === "") return { role: [], heartbeat: [] };
  const role = wantedSchedulerRole(run.deps, findings.account, look);
  const roleArn = look.is === "present" ? look.arn : "";
  const wish = { email, expression: settings.heartbeat_schedule.value, roleArn };
  const { topic, mail, schedule } = wantedHeartbeat(run.deps, placeOf(run, findings), wish);
  return { role: role === undefined ? [] : [role], heartbeat: [topic, mail, schedule] };
}

/** What a budget would be without asking anybody; an existing one is only looked up by its name. */
function guess({ source, settings }: Prepared, kind: BudgetKind): BudgetWish {
  const keys = kind === "global"
    ? { amount: "global_budget_amount", users: "global_allowed_budget_users" }
    : { amount: "budget_amount", users: "allowed_budget_users" };
  const value = (key: string) => (initial(source, key) ?? effectiveDefault(source, key))?.value ?? "";
  return { amount: value(keys.amount), email: settings.budget_email.value, users: usersOf(value(keys.users)) };
}
