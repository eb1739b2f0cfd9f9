import { explainAwsError } from "../aws/aws_error.ts";
import { DayError } from "../host/day_error.ts";
import { Interrupted } from "../host/interruption.ts";
import type { Answer } from "./task.ts";

/** What a task says when it ends by an error: every failure has the one form, an interruption is none. */
export function asFailure(error: unknown): Answer {
  if (error instanceof Interrupted) return { exitCode: error.exitCode, json: {}, text: "" };
  return { json: {}, text: "", error: asDayError(error) };
}

/** What nobody expected says so and keeps its cause. */
function asDayError(error: unknown): DayError {
  if (error instanceof DayError) return error;
  const isFromService = error instanceof Error &&
    ("$metadata" in error || "$fault" in error || error.name.endsWith("ProviderError"));
  if (isFromService) return explainAwsError(error, "talking to AWS");
  return new DayError("DAY-BUG-001", error instanceof Error ? error.message : String(error), { cause: error });
}
