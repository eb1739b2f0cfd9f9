import type { Policy } from "../infra/policies/policy_parts.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";

/** What `infra policies` says. @param task the one that was asked for */
export function policiesAnswer(policies: readonly Policy[], task: string | undefined): Answer {
  return {
    json: { policies },
    text: policies.length === 0 ? `${task} makes no requests to AWS` : policies.map(policyText).join("\n\n"),
  };
}

function policyText({ name, document, actions }: Policy): string {
  return [
    `policy ${name}`,
    JSON.stringify(document, null, 2),
    "what each action is for",
    ...textTable(actions.map(({ action, origin }) => [action, origin])),
  ].join("\n");
}
