import { DayError } from "../../host/errors/day_error.ts";
import type { Prompter } from "../../host/prompter.ts";
import type { KnownRun } from "../../state/journal/runs.ts";
import { unfinishedError } from "./begin_creation.ts";

/**
 * Asks whether to go on with the unfinished run that a new one has met, or to begin anew.
 *
 * @throws DayError DAY-RUN-002 for whoever wants neither, or cannot be asked
 */
export async function chooseWay(
  { prompter }: { readonly prompter: Prompter },
  met: KnownRun,
): Promise<"resume" | "anew"> {
  const refusal = unfinishedError(met);
  const question = {
    id: "unfinished_run",
    message: `${refusal.message}. A resumed run keeps its recorded answers and ignores the flags of this command`,
    options: [
      { label: `resume ${met.name}`, value: "resume" },
      { label: "stop here", value: "stop" },
      {
        label: "start a new run, which uses the flags of this command and the resources of the old run",
        value: "anew",
      },
    ],
  };
  try {
    const answer = await prompter.menu(question);
    if (answer === "resume" || answer === "anew") return answer;
  } catch (error) {
    if (!(error instanceof DayError && error.code.startsWith("DAY-PROMPT-"))) throw error;
  }
  throw refusal;
}
