import { explainAwsError } from "../aws/aws_error.ts";
import { Interrupted } from "../host/interruption.ts";
import { interruptedAnswer } from "./interrupted.ts";
import type { Answer, Task } from "./task.ts";

/** What a task says when it ends by an error: every failure has the one form, an interruption is none. */
export function asFailure(task: Pick<Task, "hasStatus">, error: unknown): Answer {
  if (error instanceof Interrupted) return interruptedAnswer(task, error.exitCode);
  const failed = { text: "", error: explainAwsError(error, "running the task") };
  return { ...failed, json: task.hasStatus ? { status: "failed" } : {} };
}
