import { DayError } from "../host/errors/day_error.ts";

/**
 * Refuses to have anything to do with an address that is not on this machine.
 *
 * @throws DayError `DAY-SBX-004`
 */
export function requireLoopback(endpoint: string): void {
  if (URL.canParse(endpoint)) {
    const { protocol, hostname } = new URL(endpoint);
    if (protocol === "http:" && (/^127(\.\d+){3}$/.test(hostname) || hostname === "[::1]")) return;
  }
  throw new DayError("DAY-SBX-004", `${endpoint} is not an address of a sandbox on this machine`);
}
