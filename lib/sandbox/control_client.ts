import { DayError } from "../host/day_error.ts";
import type { Fault } from "./front/faults.ts";
import { controlPath } from "./front/control.ts";
import type { RequestRecord } from "./front/request_log.ts";
import type { Settings } from "./front/settings.ts";
import { requireLoopback } from "./require_loopback.ts";

/** A placed fault as another process sees it. */
export type FaultReport = {
  readonly id: number;
  readonly fault: Omit<Fault, "onHit">;
  readonly matched: number;
  readonly hits: readonly RequestRecord[];
};

/** A running sandbox from outside its process. */
export type SandboxControl = {
  /** Whether it answers, within two seconds. */
  answers(): Promise<boolean>;
  requests(): Promise<readonly RequestRecord[]>;
  clearRequests(): Promise<void>;
  settings(): Promise<Settings>;
  change(settings: Partial<Settings>): Promise<Settings>;
  faults(): Promise<readonly FaultReport[]>;
  addFault(fault: Omit<Fault, "onHit">): Promise<FaultReport>;
  /** Waits until the fault has hit that many requests, at most a minute. */
  waitForHits(id: number, hits: number): Promise<FaultReport>;
  clearFaults(): Promise<void>;
  reset(): Promise<void>;
  stop(): Promise<void>;
};

/** @throws DayError `DAY-SBX-004` when the address is not on this machine; `DAY-SBX-003` from each function that fails */
export function sandboxControl(endpoint: string): SandboxControl {
  requireLoopback(endpoint);
  const ask = async <T>(method: string, what: string, body?: unknown): Promise<T> => {
    try {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${endpoint}${controlPath}${what}`, { method, ...sent });
      const text = await response.text();
      if (!response.ok) throw new Error(`status ${response.status}`);
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new DayError("DAY-SBX-003", `The sandbox at ${endpoint} does not answer`, { cause });
    }
  };
  return {
    answers: () => answers(`${endpoint}${controlPath}status`),
    requests: () => ask("GET", "requests"),
    clearRequests: () => ask("DELETE", "requests"),
    settings: () => ask("GET", "settings"),
    change: (settings) => ask("PATCH", "settings", settings),
    faults: () => ask("GET", "faults"),
    addFault: (fault) => ask("POST", "faults", fault),
    waitForHits: (id, hits) => ask("GET", `faults/${id}?hits=${hits}`),
    clearFaults: () => ask("DELETE", "faults"),
    reset: () => ask("POST", "reset"),
    stop: () => ask("POST", "stop"),
  };
}

async function answers(address: string): Promise<boolean> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
