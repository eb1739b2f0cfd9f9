import { assertEnded, assertSame, type Cell, killAt, killPclusterAt, nameOf, type Place } from "./cell.ts";
import { type CellPlan, runCells } from "./run_cells.ts";
import { type Undisturbed, undisturbed } from "./undisturbed.ts";

/** Kills a creation at a place, resumes it, and compares with one that nothing happened to. */
async function killAndResume(
  cell: Cell,
  place: Place,
  when: "before" | "after",
  { picture }: Undisturbed,
): Promise<void> {
  const life = cell.create();
  killAt(cell, () => life, place, when);
  assertEnded(await life.ended, "SIGKILL");
  assertEnded(await cell.resume().ended, 0);
  assertSame(await cell.picture(), picture);
}

Deno.test("design guarantee 2: create, killed right after each changing request and resumed, ends like an undisturbed run", async (test) => {
  const reference = await undisturbed();
  await runCells(
    test,
    reference.changes.map((place): CellPlan => ({
      name: `killed after ${nameOf(place)}`,
      run: (cell) => killAndResume(cell, place, "after", reference),
    })),
  );
});

Deno.test("design guarantee 2: create, killed between journal line and request, ends like an undisturbed run", async (test) => {
  const reference = await undisturbed();
  const ours = reference.changes.filter(({ caller }) => caller === "sdk");
  await runCells(
    test,
    ours.map((place): CellPlan => ({
      name: `killed before ${nameOf(place)}`,
      run: (cell) => killAndResume(cell, place, "before", reference),
    })),
  );
});

Deno.test("design guarantee 2: pcluster and create killed together, then resumed, end like an undisturbed run", async (test) => {
  const reference = await undisturbed();
  const theirs = reference.changes.filter(({ caller }) => caller === "pcluster");
  const plans = theirs.flatMap((place) =>
    (["before", "after"] as const).map((when): CellPlan => ({
      name: `both killed ${when} ${nameOf(place)}`,
      run: async (cell) => {
        const life = cell.create();
        killPclusterAt(cell, place, when, () => life);
        assertEnded(await life.ended, "SIGKILL");
        assertEnded(await cell.resume().ended, 0);
        assertSame(await cell.picture(), reference.picture);
      },
    }))
  );
  await runCells(test, plans);
});
