import type { ZodType } from "zod";
import type { Clock } from "../host/clock.ts";
import type { Advice } from "../host/errors/advice.ts";
import type { Json } from "../host/json.ts";
import type { Aws } from "./session.ts";

export type { Json };

/** What every kind of AWS resource needs from outside. */
export type AwsDeps = {
  readonly aws: Aws;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Numbers from 0 up to 1, for pauses that do not meet. */
  readonly random: () => number;
};

type Absent = { readonly is: "absent" };
/** `spec`: the fields we manage, normalised; `out`: what AWS decides (ARNs, ids, pending or confirmed). */
type Ready<S, O> = { readonly is: "ready"; readonly spec: S; readonly out: O };
/** Wait and look again. */
export type Moving = { readonly is: "moving"; readonly why: string };
type Stuck = { readonly is: "stuck"; readonly why: string; readonly fix: string | Advice };
/** Stands under our name and is somebody else's: never written, waited for or removed. */
type Foreign = { readonly is: "foreign"; readonly why: string; readonly fix: string | Advice };

/** What looking found. Failing to look is thrown; it is never "absent". */
export type Found<S, O> = Absent | Ready<S, O> | Moving | Stuck | Foreign;

/** What a write may meet: nothing, or something that is to be changed. */
export type Writable<S, O> = Absent | Ready<S, O>;

/** What a look can find once nothing moves any more. */
export type Still<S, O> = Exclude<Found<S, O>, Moving>;

export type Layer = "network" | "iam" | "budget" | "heartbeat" | "cluster" | "spot";

/**
 * One kind of thing we own in AWS. Comparing, ensuring, drift, deletion and resuming are written once, over this.
 *
 * `D` is what it needs from outside, `S` the fields it manages (normalised, so that two specs compare structurally),
 * `O` what AWS decides.
 */
export interface Resource<D, S extends Json, O extends Json> {
  readonly kind: string;
  readonly layer: Layer;
  /** IAM actions of each verb; the source of the least-privilege policies. */
  readonly actions: {
    readonly find: readonly string[];
    readonly write: readonly string[];
    readonly remove: readonly string[];
  };
  /** Reads specs back from journal and state. */
  readonly spec: ZodType<S>;
  /** Fields that cannot be changed once it stands: a comparison reports them, nothing repairs them. */
  readonly fixed?: readonly (keyof S & string)[];
  /** What AWS has decided once and does not change of itself: a comparison reports another value, nothing repairs it. */
  readonly lasting?: readonly (keyof O & string)[];
  /** Why something that was read back cannot be written like that: others made it in a way that we do not write. */
  readonly unwritable?: (spec: S) => string | undefined;
  /** What a person calls a field; one without a label goes by its own name. */
  readonly labels?: Partial<Record<keyof S & string, string>>;
  /** Identity: `<account>/<region or global>/<name>`. */
  key(spec: S): string;
  /** For people, without a colon: `network of us-west-2b`. */
  title(spec: S): string;
  /** `exists` may leave fields that cost another request as they were asked for; `full` reads every managed field. */
  find(deps: D, spec: S, depth: "exists" | "full"): Promise<Found<S, O>>;
  /**
   * Repeatable with the same token. Whatever the service says is thrown, also that it exists already. May return what only the
   * answer tells.
   */
  write(deps: D, wanted: S, found: Writable<S, O>, token: string): Promise<Json | void>;
  /**
   * Whether what stands there may be what a write of ours with this token has made, or half of it. A kind without it is known by
   * having nothing that differs from what was asked for.
   */
  wrote?(deps: D, wanted: S, found: Found<S, O>, token: string): Promise<boolean>;
  /** Ends when the removal is accepted; then `find` says moving or absent. Absent counts as success. */
  remove(deps: D, spec: S): Promise<void>;
  /** Waits in its own way until nothing moves; without it, looking is repeated. */
  wait?(deps: D, spec: S, found: Moving): Promise<Still<S, O>>;
}
