import type { RequestRecord } from "./request_log.ts";

/**
 * What goes wrong:
 * `latency`: the answer takes `milliseconds` longer; `deny`, `throttle`, `500`: an error in the service's own form;
 * `expired`: the credentials are too old, likewise;
 * `refuse`: the connection ends before anything happens; `lost`: everything happens, the connection ends without an answer;
 * `hang`: no answer, and the connection stays open.
 */
export type FaultKind = "latency" | "deny" | "expired" | "throttle" | "500" | "refuse" | "lost" | "hang";

export type Fault = {
  readonly kind: FaultKind;
  /** Which requests; what is left out matches all. */
  readonly service?: string;
  readonly operation?: string;
  readonly region?: string;
  readonly mutating?: boolean;
  readonly caller?: RequestRecord["caller"];
  /** `warm`: only on a connection that has carried a request before; `cold`: only on a new one. */
  readonly connection?: "cold" | "warm";
  /** The first matching request that is hit, counted from 1 since the fault was added. Default 1. */
  readonly nth?: number;
  /** How many matching requests in a row are hit. Default 1; `"all"`: no end. */
  readonly times?: number | "all";
  /** Everything happens first, and the fault comes after it (`lost` is always so, `refuse` never). */
  readonly after?: boolean;
  /** For `latency`. */
  readonly milliseconds?: number;
  /** Called at each hit, after the effect where there is one and before the answer; the answer waits for it. */
  readonly onHit?: (record: RequestRecord) => void | Promise<void>;
};

export type PlacedFault = {
  readonly id: number;
  readonly fault: Fault;
  /** Requests that matched, hit or not. */
  readonly matched: number;
  /** Requests that were hit, in order. */
  readonly hits: readonly RequestRecord[];
  remove(): void;
};

export type Faults = {
  add(fault: Fault): PlacedFault;
  all(): readonly PlacedFault[];
  clear(): void;
  /** The fault that hits this request, if any. Several that match count it, the oldest wins. */
  take(record: RequestRecord): Fault | undefined;
};

export function faultList(): Faults {
  type Growing = { -readonly [K in keyof PlacedFault]: PlacedFault[K] } & { hits: RequestRecord[] };
  let placed: Growing[] = [];
  let count = 0;
  return {
    add(fault) {
      const entry: Growing = {
        id: ++count,
        fault,
        matched: 0,
        hits: [],
        remove: () => void (placed = placed.filter((other) => other !== entry)),
      };
      placed.push(entry);
      return entry;
    },
    all: () => placed,
    clear: () => void (placed = []),
    take(record) {
      const matching = placed.filter(({ fault }) => matches(fault, record));
      const due = matching.filter((entry) => isDue(entry.fault, ++entry.matched));
      due.at(0)?.hits.push(record);
      return due.at(0)?.fault;
    },
  };
}

function matches(fault: Fault, record: RequestRecord): boolean {
  const { service, operation, region, mutating, caller, connection } = fault;
  return (service ?? record.service) === record.service &&
    (operation ?? record.operation) === record.operation &&
    (region ?? record.region) === record.region &&
    (mutating ?? record.mutating) === record.mutating &&
    (caller ?? record.caller) === record.caller &&
    (connection === undefined || (connection === "warm") === record.warm);
}

function isDue({ nth = 1, times = 1 }: Fault, number: number): boolean {
  return number >= nth && (times === "all" || number < nth + times);
}
