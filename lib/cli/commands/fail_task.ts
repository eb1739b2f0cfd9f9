import type { Streams } from "../../host/streams.ts";
import { type FailingTask, tellAnswer } from "./tell_answer.ts";
import type { Answer } from "../../answers/answer.ts";

/**
 * The end of a task that could not even begin. Nothing that is needed for it is a package: it also tells that one is missing.
 *
 * @returns the exit code
 */
export async function failTask(
  task: FailingTask,
  argv: readonly string[],
  streams: Streams,
  error: unknown,
): Promise<number> {
  return tellAnswer(task, streams, asJson(argv), argv.includes("--debug"), await failureOf(task, error));
}

/** What a task says when it ends by this error. */
export async function failureOf(task: FailingTask, error: unknown): Promise<Answer> {
  const { asFailure } = await import("./as_failure.ts");
  return asFailure(task, error);
}

function asJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => word === "--output=json" || (word === "--output" && argv[index + 1] === "json"));
}
