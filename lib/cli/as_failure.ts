import { explainAwsError } from "../aws/aws_error.ts";
import { Interrupted } from "../host/interruption.ts";
import type { Answer } from "./task.ts";

/** What a task says when it ends by an error: every failure has the one form, an interruption is none. */
export function asFailure(error: unknown): Answer {
  if (error instanceof Interrupted) return { exitCode: error.exitCode, json: {}, text: "" };
  return { json: {}, text: "", error: explainAwsError(error, "running the task") };
}
