import type { MadeHeartbeat } from "../cluster/heartbeat/setup_heartbeat.ts";
import type { GoneHeartbeat } from "../cluster/heartbeat/teardown_heartbeat.ts";
import type { Warning } from "../state/journal/facts.ts";
import { textTable } from "../text/table.ts";
import type { Answer } from "./answer.ts";
import { objectsJson, objectsText } from "./objects.ts";

/** What `setup-heartbeat` says at its end. */
export function heartbeatAnswer(made: MadeHeartbeat): Answer {
  const { topicArn, scheduleName, subscription, notes, warnings, error } = made;
  return {
    error,
    json: { ...objectsJson(made), topic_arn: topicArn, schedule_name: scheduleName, subscription, warnings },
    text: [
      ...objectsText(made),
      ...textTable([["topic", topicArn], ["schedule", scheduleName], ["mail", subscription || "not subscribed"]]),
      ...textTable(notes.map((note) => [note])),
      ...warningLines(warnings),
    ].join("\n"),
  };
}

/** What `setup-heartbeat --teardown` says at its end. */
export function teardownAnswer({ topicArn, scheduleName, dryRun, objects, warnings, error }: GoneHeartbeat): Answer {
  const said = (outcome: string) => dryRun && outcome === "removed" ? "would be removed" : outcome;
  return {
    error,
    json: {
      dry_run: dryRun,
      objects: objects.map(({ kind, name, outcome }) => ({ kind, name, outcome })),
      ...{ topic_arn: topicArn, schedule_name: scheduleName, subscription: "", warnings },
    },
    text: [
      ...textTable(objects.map(({ title, outcome, why }) => [said(outcome), title, why])),
      ...warningLines(warnings),
    ].join("\n"),
  };
}

function warningLines(warnings: readonly Warning[]): readonly string[] {
  return textTable(warnings.map(({ step, message }) => ["warning", step, message]));
}
