import { fc } from "../support/fast_check.ts";
import { atDesk } from "./desk.ts";
import type { Originals } from "./originals.ts";
import type { FuzzSubject } from "./subjects.ts";

export type FuzzOptions = {
  /** Over all kinds of input. */
  readonly runs: number;
  readonly seed: number;
  /** Where fast-check has found something before. */
  readonly path?: string;
};

/** What became of a kind of input; `finding` says what was wrong, with the smallest input that shows it. */
export type Fuzzed = { readonly name: string; readonly runs: number; readonly finding?: string };

export async function fuzz(
  { name, share, property }: FuzzSubject,
  from: Originals,
  { runs, seed, path }: FuzzOptions,
): Promise<Fuzzed> {
  return await atDesk(async (desk) => {
    const numRuns = Math.ceil(runs * share / 100);
    const found = await fc.check(property(desk, from), { numRuns, seed, path });
    return {
      name,
      runs: found.numRuns,
      finding: found.failed
        ? `${found.errorInstance}\nwith ${fc.stringify(found.counterexample)}\n` +
          `  again: deno task fuzz --subject "${name}" --seed ${seed} --path ${found.counterexamplePath}`
        : undefined,
    };
  });
}
