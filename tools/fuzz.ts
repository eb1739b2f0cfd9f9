import { parseArgs } from "node:util";
import { fuzz } from "../tests/fuzz/fuzz.ts";
import { originals } from "../tests/fuzz/originals.ts";
import { fuzzSubjects } from "../tests/fuzz/subjects.ts";

/**
 * Gives the program broken files of every kind: it has to end well, or with a code, and never to show a stack or to write.
 *
 * `deno task fuzz [--runs 10000] [--seed 1] [--subject journals]`
 */
const { values: flags } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    subject: { type: "string" },
    path: { type: "string" },
  },
});

const from = await originals();
let [sum, findings] = [0, 0];
console.log(`seed ${flags.seed}`);
for (const subject of fuzzSubjects) {
  if (flags.subject !== undefined && flags.subject !== subject.name) continue;
  const options = { runs: Number(flags.runs), seed: Number(flags.seed), path: flags.path };
  const { name, runs, finding } = await fuzz(subject, from, options);
  sum += runs;
  if (finding !== undefined) findings++;
  console.log(`${String(runs).padStart(6)} ${name}: ${finding ?? "nothing found"}`);
}
console.log(`${sum} inputs, ${findings} findings`);
Deno.exit(findings === 0 ? 0 : 1);
