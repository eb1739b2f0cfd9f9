import { DayError } from "../host/errors/day_error.ts";
import { httpProxy } from "../host/net/http_proxy.ts";
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
  /** Whether it answers, within a minute: one that has ended says so at once. */
  answers(): Promise<boolean>;
  requests(): Promise<readonly RequestRecord[]>;
  clearRequests(): Promise<void>;
  settings(): Promise<Settings>;
  change(settings: Partial<Settings>): Promise<Settings>;
  faults(): Promise<readonly FaultReport[]>;
  addFault(fault: Omit<Fault, "onHit">): Promise<FaultReport>;
  /** Waits until the fault has hit that many requests, or the faults are cleared. */
  waitForHits(id: number, hits: number): Promise<FaultReport>;
  clearFaults(): Promise<void>;
  /** Lets the time of stacks and exports stand still. */
  holdTime(): Promise<void>;
  /** Lets it go on from where it stands. */
  releaseTime(): Promise<void>;
  /** Makes stacks and exports that much older, also while time is held. */
  passTime(seconds: number): Promise<void>;
  reset(): Promise<void>;
  stop(): Promise<void>;
};

/** @throws DayError `DAY-SBX-004` when the address is not on this machine; `DAY-SBX-003` from each function that fails */
export function sandboxControl(endpoint: string): SandboxControl {
  requireLoopback(endpoint);
  const send = async (method: string, what: string, body?: unknown): Promise<string> => {
    const proxy = httpProxy(Number(new URL(endpoint).port));
    try {
      const bytes = new TextEncoder().encode(body === undefined ? "" : JSON.stringify(body));
      const headers = new Headers({ host: new URL(endpoint).host });
      const response = await proxy.forward({ method, target: controlPath + what, headers, body: bytes });
      const text = await response.text();
      if (!response.ok) throw new Error(`status ${response.status}`);
      return text;
    } finally {
      proxy.close();
    }
  };
  const ask = async <T>(method: string, what: string, body?: unknown): Promise<T> => {
    try {
      return JSON.parse(await send(method, what, body)) as T;
    } catch (cause) {
      throw new DayError("DAY-SBX-003", `The sandbox at ${endpoint} does not answer`, { cause });
    }
  };
  return {
    answers: () => inTime(send("GET", "status"), 60_000),
    requests: () => ask("GET", "requests"),
    clearRequests: () => ask("DELETE", "requests"),
    settings: () => ask("GET", "settings"),
    change: (settings) => ask("PATCH", "settings", settings),
    faults: () => ask("GET", "faults"),
    addFault: (fault) => ask("POST", "faults", fault),
    waitForHits: (id, hits) => ask("GET", `faults/${id}?hits=${hits}`),
    clearFaults: () => ask("DELETE", "faults"),
    holdTime: () => ask("POST", "time", { held: true }),
    releaseTime: () => ask("POST", "time", { held: false }),
    passTime: (seconds) => ask("POST", "time", { seconds }),
    reset: () => ask("POST", "reset"),
    stop: () => ask("POST", "stop"),
  };
}

/** Whether something succeeds within that many milliseconds. */
async function inTime(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), milliseconds);
  const outcome = await Promise.race([work.then(() => true, () => false), late.promise]);
  clearTimeout(timer);
  return outcome;
}
