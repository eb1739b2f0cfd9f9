import { explainAwsError } from "../aws/aws_error.ts";
import { type Advice, adviceOf } from "../host/errors/advice.ts";
import type { Check, CheckStatus } from "./check.ts";

type Details = Check["details"];

/** Beside what is known: what was found and what was wanted, in words. */
type Explained = Details & { readonly note: string };

/** @param remedy what can be done about what the details tell, where they tell something */
export function pass(id: string, details: Details, remedy: string | Advice = ""): Check {
  return judged(id, "PASS", details, remedy);
}

export function warn(id: string, details: Explained, remedy: string | Advice): Check {
  return judged(id, "WARN", details, remedy);
}

export function fail(id: string, details: Explained, remedy: string | Advice): Check {
  return judged(id, "FAIL", details, remedy);
}

function judged(id: string, status: CheckStatus, details: Details, remedy: string | Advice): Check {
  const { text, commands } = adviceOf(remedy);
  return { id, status, details, remediation: text, commands };
}

/** A read that gave no answer, and so no verdict: it fails the check, which names the permission when one is missing. */
export type FailedLook = {
  readonly error: unknown;
  /** What was being read, to follow "while". */
  readonly doing: string;
  readonly actions: readonly string[];
};

/** What a read that gave no answer amounts to; `details` is what is known all the same. */
export function failLook(id: string, { error, doing, actions }: FailedLook, details: Details = {}): Check {
  const { message, advice } = explainAwsError(error, doing, actions);
  return fail(id, { ...details, note: message }, advice);
}
