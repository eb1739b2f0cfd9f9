import assert from "node:assert/strict";
import { fuzz } from "./fuzz.ts";
import { originals } from "./originals.ts";
import { fuzzSubjects } from "./subjects.ts";

/** Over all kinds of input; `deno task fuzz` has time for ten thousand, and another seed each time. */
const runs = 400;

Deno.test("design guarantee 6: broken files of every kind end with a code or well, and nothing is written", async (test) => {
  const from = await originals();
  for (const subject of fuzzSubjects) {
    await test.step(subject.name, async () => {
      const { finding } = await fuzz(subject, from, { runs, seed: 20 });
      assert.equal(finding, undefined, finding);
    });
  }
});
