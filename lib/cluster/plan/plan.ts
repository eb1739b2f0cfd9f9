import type { Findings } from "../../preflight/preflight.ts";
import type { Warning } from "../../state/journal/facts.ts";
import type { Planned } from "../../state/walks/plan.ts";
import type { PlannedDifference } from "../../state/walks/plan_differences.ts";
import { cluster } from "../pcluster/cluster.ts";
import { type Cost, estimateCost } from "../../cost/cost_estimate.ts";
import type { Creation } from "../create_deps.ts";
import { type Ending, whatGoes } from "../../names/deadline_messages.ts";
import { planText } from "./plan_text.ts";
import type { Prepared } from "../prepare.ts";
import { clusterStatus, type Survey } from "./survey.ts";

/** One line of the plan. `differs`: it exists, and not as this configuration would make it. */
export type PlanItem = {
  readonly what: string;
  readonly outcome: "create" | "exists" | "differs";
  readonly note: string;
  readonly differences: readonly PlannedDifference[];
};

/** What a creation is going to do, and what that will cost. */
export type Plan = {
  readonly items: readonly PlanItem[];
  readonly cost: Cost;
  /** What was accepted in preflight and may still spoil the creation. */
  readonly warnings: readonly Warning[];
  /** What people should know besides. */
  readonly notes: readonly string[];
};

export function makePlan(
  survey: Survey,
  { settings }: Prepared,
  findings: Findings,
  { now, ending }: { readonly now: Date; readonly ending?: Ending },
): Plan {
  const { shape, spotPrices, listPrices } = survey;
  const cost = estimateCost({
    shape,
    prices: listPrices,
    spotPrices,
    networkExists: findings.network.is === "present",
    today: now.toISOString().slice(0, 10),
  });
  const wantsHeartbeat = settings.heartbeat_email.value !== "";
  const items = [...survey.planned.map(itemOf), ...(wantsHeartbeat ? othersRole(survey) : [])];
  return {
    items: ending === undefined ? items : [...items, deadlineOf(ending)],
    cost,
    warnings: [...acceptedWarnings(findings), ...deadlineWarnings(survey, wantsHeartbeat, ending)],
    // A run of an earlier version has recorded no note.
    notes: [findings.costTagsNote ?? []].flat(),
  };
}

function deadlineOf({ deadline }: Ending): PlanItem {
  return { what: "deadline", outcome: "create", note: deadline, differences: [] };
}

/** What goes at that hour, and that nobody will be told where there is no heartbeat. */
function deadlineWarnings({ schedulerRole }: Survey, wantsHeartbeat: boolean, ending?: Ending): readonly Warning[] {
  if (ending === undefined) return [];
  const goes = { id: "deadline.goes", step: "plan", message: whatGoes(ending) };
  if (wantsHeartbeat && schedulerRole.is !== "unknown") return [goes];
  const message =
    "the cluster has no heartbeat mails, so no mail will announce the deletion deadline, at which AWS deletes it in any case";
  return [goes, { id: "deadline.no_mail", step: "plan", message }];
}

/** A creation that AWS is going to refuse is told again where people decide whether to go on. */
function acceptedWarnings({ toolchain: { warning: message } }: Findings): readonly Warning[] {
  return message === null ? [] : [{ id: "toolchain.pcluster", step: "plan", message }];
}

function itemOf(planned: Planned): PlanItem {
  const { wanted, outcome, found, differences } = planned;
  const own = wanted.note?.(found) ?? "";
  const status = wanted.kind === cluster.kind && found?.is !== "absent"
    ? `${clusterStatus(planned)}; create stops here and does not change it`
    : "";
  return { what: wanted.title, outcome: status === "" ? outcome : "exists", note: status || own, differences };
}

/** A role that is not ours to make: a person has named it, or nobody may look. */
function othersRole({ schedulerRole: look, planned }: Survey): readonly PlanItem[] {
  if (planned.some(({ wanted }) => wanted.kind === "scheduler-role")) return [];
  const note = look.is === "present"
    ? look.arn
    : "not known, because the permission iam:GetRole is missing; no heartbeat mails will be sent";
  return [{ what: "IAM role that sends heartbeat mails", outcome: "exists", note, differences: [] }];
}

/** Says what is going to be made, and what it will cost, before anything is. */
export function showPlan({ deps, subject, request }: Creation, plan: Plan): void {
  const lines = [`plan for cluster ${subject} in ${request.region_az}`, ...planText(plan)];
  for (const message of lines) deps.emit({ code: "plan.line", level: "info", message });
}
