import assert from "node:assert/strict";
import type { RequestRecord } from "../support/sandbox.ts";
import { assertEnded, assertSame, type Cell, nameOf, type Place } from "./cell.ts";
import { type CellPlan, runCells } from "./run_cells.ts";
import { type Undisturbed, undisturbed } from "./undisturbed.ts";

type Connection = "cold" | "warm";

/** Runs a creation in which the answer to one request gets lost after its effect. */
async function loseAndFinish(
  cell: Cell,
  place: Place,
  connection: Connection,
  { picture }: Undisturbed,
): Promise<void> {
  const lost = cell.sandbox.faults.add({ ...place, kind: "lost" });
  assertEnded(await cell.create().ended, 0);
  assert.deepEqual(lost.hits.map(({ warm }) => warm ? "warm" : "cold"), [connection]);
  assertSame(await cell.picture(), picture);
}

/** After it `pcluster` removes what it has just made: a trap with a test of its own. */
const isClusterStack = ({ caller, operation }: Place) => caller === "pcluster" && operation === "CreateStack";

Deno.test("design guarantee 2: the answer to each changing request of pcluster, lost once", async (test) => {
  const reference = await undisturbed();
  const theirs = reference.changes.filter((place) => place.caller === "pcluster" && !isClusterStack(place));
  const ways = [["warm", "kept"], ["cold", "fresh"]] as const;
  await runCells(
    test,
    theirs.flatMap((place) =>
      ways.map(([connection, connections]): CellPlan => ({
        name: `lost on a ${connection} connection: ${nameOf(place)}`,
        options: { connections },
        run: (cell) => loseAndFinish(cell, place, connection, reference),
      }))
    ),
  );
});

Deno.test("design guarantee 2: the answer to each kind of read, lost once", async (test) => {
  const reference = await undisturbed();
  const reads = reference.requests.filter(({ caller, mutating }) => caller === "sdk" && !mutating);
  await runCells(
    test,
    (["cold", "warm"] as const).map((connection): CellPlan => ({
      name: `lost on a ${connection} connection: every read`,
      run: async (cell) => {
        const kinds = kindsOf(reads.filter(({ warm }) => warm === (connection === "warm")));
        const faults = kinds.map((kind) => cell.sandbox.faults.add({ ...kind, connection, kind: "lost" }));
        assertEnded(await cell.create().ended, 0);
        assertSame(await cell.picture(), reference.picture);
        // Which of several requests side by side gets the fresh connection is chance.
        const hit = faults.filter(({ hits }) => hits.length > 0).length;
        assert.ok(hit >= kinds.length / 2, `${hit} of ${kinds.length} kinds were hit`);
      },
    })),
  );
});

Deno.test("design 8: every kind of request of ours fails once in each way that may be repeated", async (test) => {
  const reference = await undisturbed();
  const kinds = kindsOf(reference.requests.filter(({ caller }) => caller === "sdk"));
  const ways = [
    { kind: "refuse" },
    { kind: "throttle" },
    { kind: "500" },
    { kind: "500", after: true },
  ] as const;
  await runCells(
    test,
    ways.map((way): CellPlan => ({
      name: `${way.kind}${"after" in way ? " after its effect" : ""}: every request`,
      run: async (cell) => {
        const faults = kinds.map((kind) => cell.sandbox.faults.add({ ...kind, ...way }));
        assertEnded(await cell.create().ended, 0);
        assert.deepEqual(faults.filter(({ hits }) => hits.length !== 1).map(({ fault }) => fault.operation), []);
        assertSame(await cell.picture(), reference.picture);
      },
    })),
  );
});

Deno.test("spec/deno: no changing request of ours goes over a connection that was used before", async () => {
  const { requests } = await undisturbed();
  const changes = requests.filter(({ caller, mutating }) => caller === "sdk" && mutating);
  assert.notEqual(changes.length, 0);
  assert.deepEqual(changes.filter(({ warm }) => warm).map(({ operation }) => operation), []);
});

function kindsOf(
  requests: readonly RequestRecord[],
): readonly Pick<RequestRecord, "service" | "operation" | "caller">[] {
  const kinds = requests.map(({ service, operation, caller }) =>
    [`${service} ${operation}`, { service, operation, caller }] as const
  );
  return [...new Map(kinds).values()];
}
