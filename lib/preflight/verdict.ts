import { explainAwsError } from "../aws/aws_error.ts";
import type { Check } from "./check.ts";

type Details = Check["details"];

export function pass(id: string, details: Details): Check {
  return { id, status: "PASS", details, remediation: "" };
}

export function warn(id: string, details: Details, remediation: string): Check {
  return { id, status: "WARN", details, remediation };
}

export function fail(id: string, details: Details, remediation: string): Check {
  return { id, status: "FAIL", details, remediation };
}

/** A read that gave no answer, and so no verdict: it fails the check and names the permission when one is missing. */
export type FailedLook = {
  readonly error: unknown;
  /** What was being read, to follow "while". */
  readonly doing: string;
  readonly actions: readonly string[];
};

/** @throws the reason of an interruption, which is not the fault of any check */
export function failLook(
  id: string,
  { error, doing, actions }: FailedLook,
  signal: AbortSignal | undefined,
  details: Details = {},
): Check {
  signal?.throwIfAborted();
  const { message, fix } = explainAwsError(error, doing, actions);
  return fail(id, { ...details, note: message }, fix);
}
