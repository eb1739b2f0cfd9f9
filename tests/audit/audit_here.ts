import { type Ended, programHere } from "../support/program_here.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import type { Sandbox } from "../support/sandbox.ts";

export type AuditRow = {
  readonly service: string;
  readonly id: string;
  readonly why: string;
  readonly usd_per_day: number | null;
  readonly remove: string;
};

export type AuditDocument = {
  readonly left: readonly AuditRow[];
  readonly kept: readonly AuditRow[];
  readonly unread: readonly {
    readonly service: string;
    readonly error: { readonly code: string; readonly message: string };
  }[];
  readonly not_removed: readonly { readonly service: string; readonly id: string; readonly error: string }[];
  readonly next: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
};

/** Runs the task in this process, with JSON for an answer. */
export async function auditHere(
  sandbox: Pick<Sandbox, "environment">,
  words: readonly string[],
  typed: readonly string[] = [],
): Promise<Ended & { readonly document: AuditDocument }> {
  const argv = ["audit", ...words, "--output", "json"];
  const ended = await programHere(argv, { env: sandbox.environment, clock: hurriedClock(), typed });
  return { ...ended, document: JSON.parse(ended.out) };
}
