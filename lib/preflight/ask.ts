import type { Advice } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";

/**
 * The answer to a question, or the error of one that could not be asked or answered: inside preflight that is a failed check as
 * well, and the report is still written.
 *
 * @param fix what a person does instead of answering, where the answer is no value that a flag could give
 */
export async function asked<T>(
  question: () => Promise<T>,
  fix?: string | Advice,
): Promise<{ readonly answer: T } | { readonly error: DayError }> {
  try {
    return { answer: await question() };
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    const { code, message, details } = error;
    return { error: fix === undefined ? error : new DayError(code, message, { fix, details, cause: error }) };
  }
}
