import { DayError } from "../host/day_error.ts";
import type { Prompter } from "../host/prompter.ts";

/**
 * Asks whether to go on with the unfinished run that a new one has met, or to begin anew. Whoever wants neither, or cannot be
 * asked, gets the error that turned the new run away.
 *
 * @param met what the beginning of the new run threw; anything but DAY-RUN-002 is thrown on
 * @returns the name of the run to resume; nothing: a new one takes its place
 * @see decision 3.39
 */
export async function resumeInstead(
  { prompter }: { readonly prompter: Prompter },
  met: unknown,
): Promise<string | undefined> {
  const details = met instanceof DayError && met.code === "DAY-RUN-002" ? met.details : undefined;
  const run = (details as { readonly run?: string } | undefined)?.run;
  if (!(met instanceof DayError) || run === undefined) throw met;
  const question = {
    id: "unfinished_run",
    message: `${met.message}. A resumed run keeps its own answers; the flags of this command do not count for it`,
    options: [
      { label: `resume ${run}`, value: "resume" },
      { label: "stop here", value: "stop" },
      { label: "begin anew, with what it has made", value: "anew" },
    ],
  };
  try {
    const answer = await prompter.menu(question);
    if (answer !== "stop") return answer === "resume" ? run : undefined;
  } catch (error) {
    if (!(error instanceof DayError && error.code.startsWith("DAY-PROMPT-"))) throw error;
  }
  throw met;
}
