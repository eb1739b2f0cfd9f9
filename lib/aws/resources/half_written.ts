import { DayError } from "../../host/errors/day_error.ts";
import { explainAwsError } from "../aws_error.ts";

/**
 * The error of a later request of a write whose earlier request may have had its effect. Unlike the error of a first
 * request it never counts as a definite refusal (`isDefiniteRefusal`), so that a resumed run still knows the
 * half-made thing as its own.
 */
export function halfWritten(error: unknown, doing: string, actions: readonly string[]): DayError {
  const { code, message, advice } = explainAwsError(error, doing, actions);
  return new DayError(code, message, { fix: advice, cause: new Error("a part was already written", { cause: error }) });
}
