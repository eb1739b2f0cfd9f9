import assert from "node:assert/strict";
import type { DayEvent } from "../../lib/host/events/events.ts";
import type { PreflightOutcome } from "../../lib/preflight/preflight.ts";

/** The view keeps the commands of a message whole, and the error those of its fix; the report is as the plan has it. */
export function assertCarried({ report, ...outcome }: PreflightOutcome, events: readonly DayEvent[]): void {
  for (const check of report.checks) {
    assert.deepEqual(Object.keys(check).sort(), ["details", "id", "remediation", "status"]);
  }
  for (const { message, commands = [] } of events) {
    for (const each of commands) assert.ok(message.includes(each), message);
    assert.equal(/ (aws|chmod|deno task) /.test(message), commands.length > 0, message);
  }
  if (outcome.passed) return;
  const { text, commands } = outcome.error.advice;
  for (const each of commands) assert.ok(text.includes(each), text);
  assert.equal(/(^| )(aws|chmod|deno task) /.test(text), commands.length > 0, text);
}
