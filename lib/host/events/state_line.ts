import type { About } from "./event_codes.ts";

/** What something is about and what is said of it on one line: `budget b: being made`. */
export function stateLine({ subject, state }: About): string {
  return state === "" ? subject : `${subject}: ${state}`;
}
