import { fc } from "../../support/fast_check.ts";
import type { Disturbance, History } from "./history.ts";
import { disturbed, runHistory } from "./run_history.ts";

const at = fc.integer({ min: 1, max: disturbed });
const who = fc.nat(2);
const workset = fc.nat(1);
const down = fc.integer({ min: 1, max: 500 });
const seconds = fc.integer({ min: 10, max: 400 });

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  fc.record({ what: fc.constant("kill" as const), at, who, down }),
  fc.record({ what: fc.constant("stop" as const), at, who, down }),
  fc.record({ what: fc.constant("freeze" as const), at, who, seconds }),
  fc.record({ what: fc.constant("lose" as const), at, who, seconds, which: fc.constantFrom("requests", "answers") }),
  fc.record({ what: fc.constant("slow" as const), at, who, seconds, delay: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ what: fc.constant("clock" as const), at, who, by: fc.integer({ min: -3600, max: 3600 }) }),
  fc.record({
    what: fc.constantFrom("remove lock" as const, "remove verdict" as const, "ignore" as const, "unignore" as const),
    at,
    workset,
  }),
);

export const histories: fc.Arbitrary<History> = fc.record({
  seed: fc.nat(),
  monitors: fc.array(
    fc.record({ rate: fc.constantFrom(1, 0.85, 0.95, 1.1, 1.15), offset: fc.nat(100) }),
    { minLength: 2, maxLength: 3 },
  ),
  worksets: fc.array(
    fc.record({ fails: fc.boolean(), runs: fc.integer({ min: 30, max: 600 }) }),
    { minLength: 1, maxLength: 2 },
  ),
  disturbances: fc.array(disturbance, { maxLength: 8 }),
});

/**
 * Runs so many random histories.
 *
 * @throws Error with the seed, and with the smallest history found that breaks an invariant, printed as a test
 */
export async function checkHistories(count: number, seed: number): Promise<void> {
  const property = fc.asyncProperty(histories, async (history) => (await runHistory(history)).length === 0);
  const { failed, counterexample } = await fc.check(property, { numRuns: count, seed, endOnFailure: false });
  if (!failed) return;
  const [smallest] = counterexample ?? [];
  if (smallest === undefined) throw new Error(`histories of seed ${seed} failed without an example`);
  throw new Error(
    `Seed ${seed}. A history breaks the protocol; as a test:\n\n${asTest(smallest, await runHistory(smallest))}`,
  );
}

function asTest(history: History, wrong: readonly string[]): string {
  const lines = wrong.slice(0, 10).map((line) => `// ${line}`).join("\n");
  return `${lines}\nDeno.test("a history that broke the protocol", async () => {
  assert.deepEqual(await runHistory(${JSON.stringify(history)}), []);
});\n`;
}
