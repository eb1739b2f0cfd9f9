import { resolve } from "node:path";
import type { FlagSpecs } from "../../lib/cli/flags.ts";
import type { Environment } from "../../lib/host/environment.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";

/** What opens the head node. */
export const pemFlag = {
  pem: { kind: "text", brief: "file of the SSH private key; default: the recorded one", placeholder: "FILE" },
} as const satisfies FlagSpecs;

/** The path that was typed, from the root on; nothing where none was. @throws DayError DAY-USE-001 for an empty one */
export function pemOf(environment: Pick<Environment, "folder">, typed: string | undefined): string | undefined {
  if (typed === undefined) return undefined;
  if (typed !== "") return resolve(environment.folder, typed);
  throw new DayError("DAY-USE-001", "--pem is empty", {
    fix: "name the file of the private key, or leave --pem out for the one that is recorded",
  });
}
