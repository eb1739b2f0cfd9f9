import { DayError } from "../../host/errors/day_error.ts";
import type { Answer } from "../../answers/answer.ts";
import type { Task } from "../task.ts";

/** What a task says that a signal has ended. To a person it says no more: who pressed Ctrl-C knows. */
export function interruptedAnswer({ hasStatus = false }: Pick<Task, "hasStatus">, exitCode: number): Answer {
  return { exitCode, json: hasStatus ? { status: "interrupted" } : {}, text: "" };
}

/**
 * The error that an exit code stands for which only a signal gives; nothing for the others.
 *
 * @param next the commands that the answer names; the first one goes on
 */
export function interruptedError(exitCode: number, next: readonly string[] = []): DayError | undefined {
  const options = next.length === 0 ? {} : { fix: `continue with: ${next[0]}` };
  if (exitCode === 130) return new DayError("DAY-INT-001", "interrupted by Ctrl-C", options);
  return exitCode === 143 ? new DayError("DAY-INT-002", "ended by TERM", options) : undefined;
}
