import type { Origin } from "../config/file/config_source.ts";

/** What `explain` has found out: rows of a title and a text, for a person. */
export type Explained = {
  readonly name: string;
  readonly kind: "error" | "key" | "workset";
  readonly summary: string;
  readonly rows: readonly (readonly [title: string, text: string])[];
  /** Where the value came from, or would come from; null for an error code, and for a key that nobody has settled. */
  readonly origin: Origin | null;
  /** Null where there is none. */
  readonly value: string | null;
};
