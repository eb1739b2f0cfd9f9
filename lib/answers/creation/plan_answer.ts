import type { Environment } from "../../host/environment.ts";
import type { Json } from "../../host/json.ts";
import type { Answer } from "../answer.ts";
import { planText } from "../../cluster/plan/plan_text.ts";
import type { PlannedCreation } from "../../cluster/create/plan_creation.ts";
import { answeredCommands } from "./unanswered.ts";

/** What `create --plan` says at its end. It has no `status`: nothing was tried. */
export function planAnswer(planned: PlannedCreation, environment: Pick<Environment, "get">): Answer {
  const { runId, cluster, request, artifacts, warnings, plan, error } = planned;
  const facts: { readonly [key: string]: Json } = {
    run_id: runId,
    cluster_name: cluster,
    region: request.region,
    region_az: request.region_az,
    artifacts,
    warnings,
  };
  if (plan === undefined) {
    const next = answeredCommands({ task: "create", request, environment, own: ["--plan"] }, error);
    return { exitCode: error?.exitCode ?? 1, error, next, json: facts, text: "" };
  }
  const { items, cost, notes } = plan;
  return {
    next: [],
    json: { ...facts, warnings: [...warnings, ...plan.warnings], plan: { items, cost, notes } },
    text: [
      `plan for cluster ${cluster} in ${request.region_az}; nothing was written`,
      ...planText(plan),
      ...warnings.map(({ message }) => `note: ${message}`),
    ].join("\n"),
  };
}
