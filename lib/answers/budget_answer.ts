import type { MadeBudget } from "../cluster/budget/create_budget.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";
import { objectsJson, objectsText } from "./objects.ts";

/** What `create-budget` says at its end. */
export function budgetAnswer(made: MadeBudget): Answer {
  const { name, created, warnings, next, error } = made;
  return {
    error,
    next,
    json: { ...objectsJson(made), budget: name, created, warnings },
    text: [
      ...objectsText(made),
      ...textTable(warnings.map(({ step, message }) => ["warning", step, message])),
    ].join("\n"),
  };
}
