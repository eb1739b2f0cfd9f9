import type { LogLine } from "../cluster/logs/read_logs.ts";
import { redact } from "../host/redact.ts";
import { plainText } from "../text/plain_text.ts";
import type { Answer } from "./answer.ts";

/** What `logs` says. */
export function logsAnswer(lines: readonly LogLine[]): Answer {
  return {
    json: { events: lines.map(({ time, stream, message }) => ({ time, stream, message: redact(message) })) },
    text: lines.map(logText).join("\n"),
  };
}

/** A line of a log, as it is printed: whatever a node wrote, it cannot steer the terminal. */
export function logText({ time, stream, message }: LogLine): string {
  return plainText(redact(`${time}  ${stream}  ${message}`)).replaceAll("\n", "\n    ");
}
