/** A file comes to be, gets bytes, or takes the place of another one. */
export type WriteKind = "create" | "write" | "rename";

/** Where a write stands among those of its kind to files of this name; what differs from run to run is left out of the name. */
export type WritePlace = { readonly kind: WriteKind; readonly name: string; readonly nth: number };

export type FileFaultPlan = {
  /** Where each write is noted, as a line of JSON. */
  readonly notes?: string;
  readonly at?: WritePlace & { readonly what: "kill" | "full" };
};

export function readPlan(text: string): FileFaultPlan {
  return JSON.parse(text) as FileFaultPlan;
}
