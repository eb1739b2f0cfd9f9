import type { Json } from "../../host/json.ts";
import { actionsOf } from "./actions.ts";
import type { Call, Caller } from "./call.ts";

/** One request as the sandbox saw it. `status` and `until` come when it is answered. */
export type RequestRecord = {
  /** 1 for the first one, and so on, never repeated within a sandbox. */
  readonly number: number;
  /** Milliseconds since the epoch: when it had arrived. */
  readonly at: number;
  /** Milliseconds since the epoch: when its answer was ready; absent while it is being served. */
  readonly until?: number;
  readonly service: string;
  readonly operation: string;
  /** What IAM asks about it, its own action first. */
  readonly actions: readonly string[];
  readonly region: string;
  readonly mutating: boolean;
  /** The HTTP status, 0 while there is none. For a lost answer it is the one that the client never saw. */
  readonly status: number;
  /** False while it is being served, and for ever when the answer was cut off. */
  readonly answered: boolean;
  readonly parameters: { readonly [name: string]: Json };
  /** Same number, same TCP connection. */
  readonly connection: number;
  /** Whether an earlier request came over the same connection. */
  readonly warm: boolean;
  readonly caller: Caller;
  readonly userAgent: string;
  /** The access key that signed it. */
  readonly accessKey: string;
};

/** A record that is still being completed. */
export type GrowingRecord = { -readonly [K in keyof RequestRecord]: RequestRecord[K] };

export type RequestLog = {
  entries(): readonly RequestRecord[];
  clear(): void;
  /** Notes the request and returns its entry, which the caller completes. */
  begin(call: Call, connection: number): GrowingRecord;
};

/** Older entries are forgotten, so that a sandbox can run for days. */
const kept = 50_000;

export function requestLog(now: () => number): RequestLog {
  let entries: GrowingRecord[] = [];
  let count = 0;
  const used = new Set<number>();
  return {
    entries: () => entries,
    clear: () => void (entries = []),
    begin(call, connection) {
      const { service, operation, region, mutating, parameters, caller, accessKey, userAgent } = call;
      const entry: GrowingRecord = {
        number: ++count,
        at: now(),
        service,
        operation,
        actions: actionsOf(call),
        region,
        mutating,
        status: 0,
        answered: false,
        parameters,
        connection,
        warm: used.has(connection),
        caller,
        accessKey,
        userAgent,
      };
      used.add(connection);
      entries.push(entry);
      if (entries.length > kept * 1.1) entries = entries.slice(-kept);
      return entry;
    },
  };
}
