import type { ZodType } from "zod";
import type { Json } from "../host/json.ts";

export type { Json };

/** What looking found. Failing to look is thrown; it is never "absent". */
export type Found<S, O> =
  | { readonly is: "absent" }
  /** `spec`: the fields we manage, normalised; `out`: what AWS decides (ARNs, ids, pending or confirmed). */
  | { readonly is: "ready"; readonly spec: S; readonly out: O }
  /** Wait and look again. */
  | { readonly is: "moving"; readonly why: string }
  | { readonly is: "stuck"; readonly why: string; readonly fix: string };

/**
 * One kind of thing we own in AWS. Comparing, ensuring, drift, deletion and resuming are written once, over this.
 *
 * `D` is what it needs from outside, `S` the fields it manages (normalised, so that two specs compare structurally),
 * `O` what AWS decides.
 */
export interface Resource<D, S extends Json, O extends Json> {
  readonly kind: string;
  /** `leave`: what others made is reported, never written. */
  readonly existing: "repair" | "leave";
  /** IAM actions of all functions below; the source of `infra policies`. */
  readonly actions: readonly string[];
  /** Reads specs back from journal and state. */
  readonly spec: ZodType<S>;
  /** Identity, with everything that makes it unique. */
  key(spec: S): string;
  /** `exists` may leave fields that cost another request as they were asked for; `full` reads every managed field. */
  find(deps: D, spec: S, depth: "exists" | "full"): Promise<Found<S, O>>;
  /** Repeatable with the same token; "already exists" is not an error. */
  write(deps: D, wanted: S, found: Found<S, O>, token: string): Promise<void>;
  /** Absent counts as success. */
  remove(deps: D, spec: S): Promise<void>;
}
