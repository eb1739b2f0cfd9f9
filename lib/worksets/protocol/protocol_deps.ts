import type { Clock } from "../../host/clock.ts";
import type { Store } from "../store/store.ts";

/** All that the protocol has of the world. */
export type ProtocolDeps = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  /** Something that nobody else has: names of owners, and what marks their writes. */
  readonly unique: () => string;
  readonly self: { readonly pid: number; readonly host: string };
  readonly signal: AbortSignal;
};
