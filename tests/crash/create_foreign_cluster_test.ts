import assert from "node:assert/strict";
import { join } from "node:path";
import { assertEnded, type Cell, killPclusterAt, type Place } from "./cell.ts";
import { type CellPlan, runCells } from "./run_cells.ts";

const clusterStack: Place = { service: "cloudformation", operation: "CreateStack", caller: "pcluster", nth: 1 };

/** Makes a cluster of the same name as somebody else would: with `pcluster` alone, from a file of their own. */
async function theirCluster({ sandbox, environment }: Cell): Promise<void> {
  const folder = join(sandbox.home, ".config", "daylily");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  const ours = join(folder, names.find((name) => /_cluster_\d+\.yaml$/.test(name)) ?? "none");
  const theirs = join(sandbox.folder, "theirs.yaml");
  await Deno.writeTextFile(theirs, `# somebody else's\n${await Deno.readTextFile(ours)}`);
  const args = ["create-cluster", "-n", "demo", "-c", theirs, "--region", "us-west-2"];
  const { code, stdout } = await new Deno.Command("pcluster", { args, clearEnv: true, env: environment }).output();
  assert.equal(code, 0, new TextDecoder().decode(stdout));
}

/** Runs a creation up to its dry run, so that there are a network and a cluster file. */
async function dryRunOnly(cell: Cell): Promise<void> {
  assertEnded(await cell.create({ DAY_BREAK: "1" }).ended, 0);
}

/** Somebody is faster: their cluster comes up before our CreateStack reaches the service, which then refuses it. */
async function lostRace(cell: Cell): Promise<void> {
  cell.sandbox.faults.add({ ...clusterStack, kind: "refuse", onHit: () => theirCluster(cell) });
  assertEnded(await cell.create().ended, 6);
}

/** Lets their creation, and its rollback, end. */
function still({ sandbox }: Cell): void {
  const { secondsOfCreation, secondsOfDeletion } = sandbox.settings;
  sandbox.passTime(secondsOfCreation + secondsOfDeletion);
}

/** @throws AssertionError when their cluster was touched */
async function assertTheirs(cell: Cell, before: unknown): Promise<void> {
  assert.deepEqual((await cell.picture()).stacks, before);
  assert.ok(!cell.sandbox.requests().some(({ operation }) => operation === "DeleteStack"));
}

async function refused(cell: Cell, start: () => ReturnType<Cell["create"]>): Promise<void> {
  const { stacks } = await cell.picture();
  const end = await start().ended;
  assertEnded(end, 6);
  assert.match(end.err, /DAY-RUN-006/);
  await assertTheirs(cell, stacks);
}

const failing = { failCreation: { reason: "Failed to run chef recipe" } };

Deno.test("decision 3.30: somebody else's cluster of the same name is never touched, exit 6", async (test) => {
  const plans: CellPlan[] = [
    {
      name: "it stood there before",
      run: async (cell) => {
        await dryRunOnly(cell);
        await theirCluster(cell);
        cell.sandbox.clearRequests();
        await refused(cell, cell.create);
        const changes = cell.sandbox.requests().filter(({ caller, mutating }) => caller === "sdk" && mutating);
        assert.deepEqual(changes.map(({ operation }) => operation), []);
      },
    },
    {
      name: "it stood there before, and its creation had failed",
      options: { settings: failing },
      run: async (cell) => {
        await dryRunOnly(cell);
        await theirCluster(cell);
        still(cell);
        await refused(cell, cell.create);
      },
    },
    {
      name: "it came up while we were at it, and after that too",
      run: async (cell) => {
        await lostRace(cell);
        await refused(cell, cell.resume);
      },
    },
    {
      name: "it is coming up while we are at it",
      options: { settings: { secondsOfCreation: 60 } },
      run: async (cell) => {
        cell.sandbox.holdTime();
        await lostRace(cell);
        await refused(cell, cell.resume);
      },
    },
    {
      name: "it came up while we were at it, and then failed",
      options: { settings: { ...failing, secondsOfCreation: 2 } },
      run: async (cell) => {
        await lostRace(cell);
        still(cell);
        await refused(cell, cell.resume);
      },
    },
    {
      name: "it came up between our death and our resumption, and failed",
      options: { settings: failing },
      run: async (cell) => {
        const life = cell.create();
        killPclusterAt(cell, clusterStack, "before", () => life);
        assertEnded(await life.ended, "SIGKILL");
        await theirCluster(cell);
        still(cell);
        await refused(cell, cell.resume);
      },
    },
  ];
  await runCells(test, plans);
});
