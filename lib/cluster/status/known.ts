import { explainAwsError } from "../../aws/aws_error.ts";

/** Something that was asked for, or why nobody knows it. */
export type Known<T> =
  | { readonly is: "known"; readonly value: T }
  | { readonly is: "unknown"; readonly why: string };

export function known<T>(value: T): Known<T> {
  return { is: "known", value };
}

export function unknown(why: string): Known<never> {
  return { is: "unknown", why };
}

/** @throws only what `signal` was aborted with */
export async function asKnown<T>(signal: AbortSignal, doing: string, work: Promise<T>): Promise<Known<T>> {
  try {
    return known(await work);
  } catch (error) {
    signal.throwIfAborted();
    return unknown(explainAwsError(error, doing).message);
  }
}
