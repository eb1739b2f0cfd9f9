import type { Answer } from "../../lib/answers/answer.ts";
import { spotAnswer, spotFailure, type SpotSaid } from "../../lib/answers/spot/answer.ts";
import { asFailure } from "../../lib/cli/commands/as_failure.ts";
import type { TaskContext } from "../../lib/cli/task.ts";

/** Does a command, and puts whatever comes of it into the envelope, with the warnings that were said on the way. */
export async function answered(
  action: string,
  context: TaskContext,
  work: (context: TaskContext) => Promise<SpotSaid>,
): Promise<Answer> {
  const warnings: string[] = [];
  const told: TaskContext = {
    ...context,
    emit(event) {
      if (event.level === "warn") warnings.push(event.message);
      context.emit(event);
    },
  };
  try {
    return spotAnswer(await work(told), warnings);
  } catch (error) {
    const failure = asFailure({}, error);
    if (failure.error === undefined) return { ...failure, json: { action, success: false, data: {}, warnings } };
    return spotFailure(action, failure.error, warnings);
  }
}
