import { explainAwsError } from "../../aws/aws_error.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { Interrupted } from "../../host/interruption.ts";
import { isUnfetched } from "../../host/errors/is_unfetched.ts";
import { interruptedAnswer } from "./interrupted.ts";
import type { Answer } from "../../answers/answer.ts";
import type { Task } from "../task.ts";

/** What a task says when it ends by an error: every failure has the one form, an interruption is none. */
export function asFailure(task: Pick<Task, "hasStatus">, error: unknown): Answer {
  if (error instanceof Interrupted) return interruptedAnswer(task, error.exitCode);
  const failed = { text: "", error: unfetched(error) ?? explainAwsError(error, "running the task") };
  return { ...failed, json: task.hasStatus ? { status: "failed" } : {} };
}

/** In Deno's own words: which package, from where, and why not. */
function unfetched(error: unknown): DayError | undefined {
  if (!isUnfetched(error)) return undefined;
  const [what, ...why] = error.message.split("\n").map((line) => line.trim().replace(/^\d+: /, ""));
  // The chain of causes repeats itself from its second link on.
  return new DayError("DAY-DEP-001", [what, why[0]].filter(Boolean).join(": "), { cause: error });
}
