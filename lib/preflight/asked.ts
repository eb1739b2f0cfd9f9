import { DayError } from "../host/day_error.ts";

/**
 * The answer to a question, or the error of one that could not be asked or answered: inside preflight that is a failed check as
 * well, and the report is still written.
 *
 * @throws the reason of an interruption
 * @see spec/create-cluster.md 1.7
 */
export async function asked<T>(
  question: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<{ readonly answer: T } | { readonly error: DayError }> {
  try {
    return { answer: await question() };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DayError) return { error };
    throw error;
  }
}
