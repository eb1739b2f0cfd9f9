import type { Clock } from "../host/clock.ts";
import type { Emit } from "../host/events/events.ts";
import type { TextLog } from "../host/system/text_log.ts";
import { redact } from "../host/redact.ts";

/** Writes every event, redacted, into the run's log and passes it on. */
export function logEvents(log: TextLog, { emit, clock }: { readonly emit: Emit; readonly clock: Clock }): Emit {
  return (event) => {
    log.line(redact(`${clock.now().toISOString()} ${event.level} ${event.code} ${event.message}`));
    emit(event);
  };
}
