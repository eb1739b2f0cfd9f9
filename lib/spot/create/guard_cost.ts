import { DayError } from "../../host/errors/day_error.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { boundOf, unknownWords } from "./cost_words.ts";
import type { CreateRequest } from "./create_request.ts";
import type { Plan } from "./plan_nodes.ts";

/**
 * Asks where it costs more than is allowed, and where nobody can say that it does not.
 *
 * @throws DayError DAY-SPOT-007 when nobody agrees
 */
export async function guardCost(
  { prompter, isTerminal }: Pick<SpotTaskDeps, "prompter" | "isTerminal">,
  request: Pick<CreateRequest, "config" | "maxHourlyCost" | "yes">,
  { perHour, unpriced }: Pick<Plan, "perHour" | "unpriced">,
): Promise<void> {
  const limit = request.maxHourlyCost ?? request.config.maxHourlyCost;
  if (limit === undefined || request.yes || (perHour <= limit && unpriced === 0)) return;
  const cost = `${boundOf({ unpriced })} ${perHour.toFixed(4)} USD per hour${unknownWords({ unpriced })}`;
  const what = `${cost}, and the limit is ${limit}`;
  const fix = perHour <= limit
    ? { fix: "add --yes to launch the nodes although their cost is not known, or leave the limit out" }
    : {};
  if (prompter.refuses || !isTerminal) throw new DayError("DAY-SPOT-007", what, fix);
  const answer = await prompter.text({
    id: "spot.cost",
    message: `This costs ${what}. Continue? [y/N]`,
    emptyAllowed: true,
  });
  if (!/^y(es)?$/i.test(answer)) throw new DayError("DAY-SPOT-007", `${what}; nothing was launched`, fix);
}
