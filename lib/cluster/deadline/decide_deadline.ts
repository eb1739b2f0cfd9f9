import { advice, command } from "../../host/errors/advice.ts";
import { deadlineAfter, isPast } from "../../names/deadline.ts";
import type { Ending } from "../../names/deadline_messages.ts";
import { ttlComplaint } from "../../names/ttl.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { type Fact, lastFact } from "../../state/journal/facts.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";
import { requireTtl } from "./require_ttl.ts";
import { resumeWithTtl } from "./resume_with_ttl.ts";

const key = "deadline";

/** The moment that a run has decided on; "" when it has not. */
export function decidedDeadline(facts: readonly Fact[]): string {
  return String(lastFact(facts, "decided", (fact) => fact.key === key)?.value ?? "");
}

/** Whether the moment that a run has decided on is over, so that a resume needs a new one. */
export function hasPassed(facts: readonly Fact[], now: Date): boolean {
  return isPast(decidedDeadline(facts), now);
}

/** When the cluster ends, decided once and kept by every resume; nothing when it has no time to live. */
export async function decideDeadline(run: Creation, { settings }: Prepared): Promise<Ending | undefined> {
  const { request, region, subject: cluster, deps } = run;
  if (!request.ttl) return undefined;
  const deadline = await run.decide(key, () => deadlineAfter(deps.clock.now(), request.ttl));
  return { cluster, region, deadline, fileSystem: settings.auto_delete_fsx.value === "Delete" ? "goes" : "stays" };
}

/**
 * A resume after the deadline needs a new one: what it would make would be gone in the next moment.
 *
 * @param given a time to live that the resuming command names
 * @throws DayError DAY-PROMPT-001 where nobody can be asked
 */
export async function renewDeadline(run: Creation, given: string | undefined): Promise<void> {
  const { deps: { clock, prompter }, journal, request, subject, id } = run;
  if (!hasPassed(journal.facts, clock.now())) return;
  const passed = decidedDeadline(journal.facts);
  const message = `the deletion deadline of cluster ${subject} has passed (${passed})`;
  if (given === undefined && prompter.refuses) {
    throw new DayError("DAY-PROMPT-001", `ttl: ${message}`, {
      fix: advice`resume with a new deadline: ${command(resumeWithTtl(subject, id, request.ttl))}`,
      details: { key: "ttl", answered: [] },
    });
  }
  const question = `${message}; how long should the cluster exist from now on`;
  const ttl = given !== undefined ? requireTtl(given) : await prompter.text({
    id: "ttl",
    message: question,
    default: request.ttl,
    complaint: ttlComplaint,
  });
  await run.decide(key, () => deadlineAfter(clock.now(), ttl), (known) => known !== passed);
}
