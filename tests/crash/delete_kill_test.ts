import { withSandbox } from "../support/sandbox.ts";
import { assertEnded, assertSame, type Cell, freshCell, killAt, nameOf, type Picture, type Place } from "./cell.ts";
import { type CellPlan, runCells } from "./run_cells.ts";
import { placesOf } from "./undisturbed.ts";

/** What is left of an account when a deletion was not disturbed, and its changing requests, those of `pcluster` included. */
type Reference = { readonly world: Picture; readonly changes: readonly Place[] };

/** Files tell how a deletion went; what it leaves is the account. */
async function worldOf(cell: Cell): Promise<Picture> {
  const isFile = (part: string) =>
    part === "runs/" || /\.(json|yaml|init|lock|log|conf)\b/.test(part) || / \d{3}$/.test(part);
  return Object.fromEntries(Object.entries(await cell.picture()).filter(([part]) => !isFile(part)));
}

async function undisturbedDeletion(): Promise<Reference> {
  const found: Reference[] = [];
  await withSandbox({}, async (sandbox) => {
    const cell = await freshCell(sandbox);
    assertEnded(await cell.create().ended, 0);
    sandbox.clearRequests();
    assertEnded(await cell.delete().ended, 0);
    const changes = placesOf(sandbox.requests().filter(({ mutating }) => mutating));
    found.push({ world: await worldOf(cell), changes });
  });
  return found[0];
}

/** Nothing of ours is written down before a removal, so that its beginning is no moment of its own. */
function moments({ caller }: Place): readonly ("before" | "after")[] {
  return caller === "sdk" ? ["after"] : ["before", "after"];
}

/** A cluster that stands, and nothing counted so far. */
async function standing(cell: Cell): Promise<void> {
  assertEnded(await cell.create().ended, 0);
  cell.sandbox.clearRequests();
}

async function againInPeace(cell: Cell, { world }: Reference): Promise<void> {
  assertEnded(await cell.delete().ended, 0);
  assertSame(await worldOf(cell), world);
}

Deno.test("design guarantee 2: delete, killed at each changing request and run again, ends in the same world", async (test) => {
  const reference = await undisturbedDeletion();
  const plans = reference.changes.flatMap((place) =>
    moments(place).map((when): CellPlan => ({
      name: `killed ${when} ${nameOf(place)}`,
      run: async (cell) => {
        await standing(cell);
        const life = cell.delete();
        killAt(cell, () => life, place, when);
        assertEnded(await life.ended, "SIGKILL");
        await againInPeace(cell, reference);
      },
    }))
  );
  await runCells(test, plans);
});

Deno.test("design guarantee 2: the answer to each changing request of a deletion, lost once", async (test) => {
  const reference = await undisturbedDeletion();
  const plans = reference.changes.map((place): CellPlan => ({
    name: `lost: ${nameOf(place)}`,
    run: async (cell) => {
      await standing(cell);
      cell.sandbox.faults.add({ ...place, kind: "lost" });
      assertEnded(await cell.delete().ended, 0);
      assertSame(await worldOf(cell), reference.world);
    },
  }));
  await runCells(test, plans);
});
