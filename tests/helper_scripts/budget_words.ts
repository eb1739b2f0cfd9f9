import { bucket } from "./place.ts";

export const legacy = {
  ...{ p: "da-us-west-2b-demo", a: "200", r: "us-west-2", e: "ada@example.org", t: "75", c: "demo", u: "alice,bob" },
  ...{ z: "us-west-2b", b: `s3://${bucket}` },
};
export type Changed = Partial<Record<keyof typeof legacy, string>>;

/** The command line of the legacy script, changed as asked; `undefined` leaves a flag out. */
export function words(changes: Changed = {}, ...more: readonly string[]): readonly string[] {
  const flags = Object.entries({ ...legacy, ...changes }).filter(([, value]) => value !== undefined);
  return ["create-budget", ...flags.flatMap(([letter, value]) => [`-${letter}`, String(value)]), ...more];
}
