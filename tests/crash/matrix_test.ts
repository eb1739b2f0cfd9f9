import assert from "node:assert/strict";
import { columnOf, columns, type CrashCell } from "./matrix/cells.ts";
import type { Judgement } from "./matrix/judge.ts";
import { runMatrix } from "./matrix/run_matrix.ts";
import { type Subject, subjects } from "./matrix/subjects.ts";

/**
 * A sample of the crash matrix: of each task one cell for each kind of mishap. `deno task crash` runs all of them, and also those in which a
 * service says nothing until the time of a request is over.
 */
function sampleOf(all: readonly CrashCell[]): readonly CrashCell[] {
  return subjects.flatMap((subject) =>
    columns.filter((column) => column !== "service hang").flatMap((column) => {
      const alike = all.filter((cell) => cell.subject === subject && columnOf(cell) === column);
      return alike.slice(alike.length >> 1).slice(0, 1);
    })
  );
}

async function sampled(test: Deno.TestContext, chosen: readonly Subject[]): Promise<void> {
  const judgements = new Map<CrashCell, Judgement>();
  await runMatrix({
    subjects: chosen,
    choose: sampleOf,
    width: 3,
    done: (cell, judgement) => Promise.resolve(void judgements.set(cell, judgement)),
  });
  assert.ok(judgements.size >= 6 * chosen.length, `${judgements.size} cells`);
  for (const [{ name }, { verdict, detail = "" }] of judgements) {
    await test.step(name, () => {
      assert.equal(verdict, "ok", `${detail}\n  again: deno task crash --cell "${name}"`);
    });
  }
}

const isSpot = ({ name }: Subject) => name.startsWith("spot-");

Deno.test("design guarantee 2: each task, disturbed in each way and taken up again, ends like an undisturbed run", (test) =>
  sampled(test, subjects.filter((subject) => !isSpot(subject))));

Deno.test("T-40 T-41 T-41b R-13: spot-deploy create and nuke, disturbed in each way; then resume, or nuke", (test) =>
  sampled(test, subjects.filter(isSpot)));
