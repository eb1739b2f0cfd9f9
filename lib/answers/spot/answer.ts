import type { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import type { ErrorType } from "../../spot/facts/judge_region.ts";
import { classOfError } from "../../spot/launch/classify.ts";
import type { Answer } from "../answer.ts";

/** What every command of `spot-deploy` says: its own envelope beside the common keys. */
export type SpotSaid = {
  readonly action: string;
  readonly data: { readonly [key: string]: Json };
  readonly text: string;
  readonly next?: readonly string[];
  readonly error?: DayError;
  /** 0 although not everything went well, because that was asked for. */
  readonly exitCode?: number;
};

/** @param warnings what was said on the way and should be read again */
export function spotAnswer(
  { action, data, text, next, error, exitCode }: SpotSaid,
  warnings: readonly string[],
): Answer {
  const code = exitCode ?? error?.exitCode ?? 0;
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    json: { action, success: code === 0, data, warnings },
    text,
    ...(next === undefined ? {} : { next }),
    error: code === 0 ? undefined : error,
  };
}

/** The failure of a command that has nothing else to say. */
export function spotFailure(action: string, error: DayError, warnings: readonly string[]): Answer {
  const details = error.details ?? null;
  const data = typeof details === "object" && details !== null && !Array.isArray(details)
    ? details as { readonly [key: string]: Json }
    : {};
  return { json: { action, success: false, data: { error_type: typeOf(error), ...data }, warnings }, text: "", error };
}

function typeOf(error: DayError): ErrorType {
  if (/^DAY-(?:CRED|PROFILE)-/.test(error.code)) return "credential_issues";
  if (error.code.startsWith("DAY-NET-")) return "network_issues";
  if (["DAY-SPOT-001", "DAY-SPOT-002", "DAY-USE-001"].includes(error.code)) return "config_issues";
  return classOfError(error).type;
}
