import { email } from "./email.ts";

/** The answer and the configured value that mean: no heartbeat. */
export const noHeartbeat = "skip";

export function heartbeatEmail(value: string): string | undefined {
  return value === noHeartbeat ? undefined : email(value);
}
