import assert from "node:assert/strict";
import { assertEnded, assertSame, type Cell, killAt, killPclusterAt, type Place, withoutHistory } from "./cell.ts";
import type { Ended, Life } from "./life.ts";
import { type CellPlan, runCells } from "./run_cells.ts";
import { undisturbed } from "./undisturbed.ts";

const ofPcluster = (operation: string, nth = 1): Place => ({
  service: operation === "CreateStack" ? "cloudformation" : "s3",
  operation,
  caller: "pcluster",
  nth,
});
const clusterStack = ofPcluster("CreateStack");
const networkStack: Place = { service: "cloudformation", operation: "CreateStack", caller: "sdk", nth: 1 };
const globalBudget: Place = { service: "budgets", operation: "CreateBudget", caller: "sdk", nth: 1 };

/** Starts a creation that is killed at a place, and waits until it is dead. */
async function killed(cell: Cell, place: Place, when: "before" | "after" = "after"): Promise<void> {
  const life: Life = cell.create();
  killAt(cell, () => life, place, when);
  assertEnded(await life.ended, "SIGKILL");
}

/** Kills `pcluster` at a place; the creation itself lives on. */
async function withoutPcluster(cell: Cell, place: Place, when: "before" | "after"): Promise<Ended> {
  killPclusterAt(cell, place, when);
  return await cell.create().ended;
}

/** How often a stack of this name was really made. */
function timesMade({ sandbox }: Cell, stack: string): number {
  return sandbox.requests().filter(({ operation, status, parameters }) =>
    operation === "CreateStack" && status === 200 && parameters.StackName === stack
  ).length;
}

/** The tokens of our own CreateStack requests, whatever became of them. */
function tokensOfStacks({ sandbox }: Cell): readonly unknown[] {
  return sandbox.requests().filter(({ caller, operation }) => caller === "sdk" && operation === "CreateStack")
    .map(({ parameters }) => parameters.ClientRequestToken);
}

Deno.test("design guarantee 2: the known traps of a creation", async (test) => {
  const { picture } = await undisturbed();
  const traps: CellPlan[] = [];
  const trap = (name: string, run: CellPlan["run"], options?: CellPlan["options"]) =>
    traps.push({ name, run, options });
  const resumed = async (cell: Cell) => {
    assertEnded(await cell.resume().ended, 0);
    assertSame(await cell.picture(), picture);
  };

  trap("a lost answer to CreateBudget: the budget is ours, mails and table line follow", async (cell) => {
    cell.sandbox.faults.add({ ...globalBudget, kind: "lost" });
    assertEnded(await cell.create().ended, 0);
    assertSame(await cell.picture(), picture);
    const made = (await cell.journal()).filter(({ fact, kind }) => fact === "remembered" && kind === "budget");
    assert.ok(made.length > 0 && made.every(({ origin }) => origin === "created"));
  });

  trap("a budget made before the crash that lacks a mail gets it, and its table line", async (cell) => {
    await killed(cell, globalBudget);
    const removed = await cell.sandbox.calls.json("budgets", "AWSBudgetServiceGateway.DeleteNotification", {
      AccountId: "123456789012",
      BudgetName: "daylily-global",
      Notification: {
        NotificationType: "ACTUAL",
        ComparisonOperator: "GREATER_THAN",
        Threshold: 50,
        ThresholdType: "PERCENTAGE",
      },
    }, { region: "us-east-1" });
    assert.deepEqual(removed, {});
    await resumed(cell);
  });

  trap("pcluster killed before its CreateStack: exit 2, and the resume creates the cluster", async (cell) => {
    assertEnded(await withoutPcluster(cell, clusterStack, "before"), 2);
    await resumed(cell);
  });

  trap("pcluster killed after its CreateStack: the run goes on with the stack", async (cell) => {
    assertEnded(await withoutPcluster(cell, clusterStack, "after"), 0);
    assertSame(await cell.picture(), picture);
    assert.equal(timesMade(cell, "demo"), 1);
  });

  trap("a lost answer to pcluster's CreateStack: the cluster without configuration is replaced", async (cell) => {
    cell.sandbox.faults.add({ ...clusterStack, kind: "lost" });
    assertEnded(await cell.create().ended, 0);
    assertSame(withoutHistory(await cell.picture()), picture);
    assert.equal(timesMade(cell, "demo"), 2);
  });

  trap("a lost answer to pcluster's CreateStack and a kill: the resume replaces the cluster", async (cell) => {
    const life = cell.create();
    cell.sandbox.faults.add({ ...clusterStack, kind: "lost", onHit: () => life.kill() });
    assertEnded(await life.ended, "SIGKILL");
    assertEnded(await cell.resume().ended, 0);
    assertSame(withoutHistory(await cell.picture()), picture);
  });

  /** Kills the creation and keeps its `pcluster` at work. @returns lets it go on */
  const heldBack = async (cell: Cell) => {
    const released = Promise.withResolvers<void>();
    cell.sandbox.faults.add({ ...clusterStack, kind: "latency", onHit: () => released.promise });
    await killed(cell, ofPcluster("PutObject"));
    return released.resolve;
  };
  const adopted = async (cell: Cell, release: () => void) => {
    const life = cell.resume();
    await life.saying(/Waiting for the pcluster process that the interrupted run started \(process \d+\)/).finally(
      release,
    );
    assertEnded(await life.ended, 0);
    assert.equal(timesMade(cell, "demo"), 1);
    assert.equal(cell.sandbox.requests().filter(({ operation }) => operation === "CreateStack").length, 2);
    assertSame(await cell.picture(), picture);
  };

  trap("the lock dies while pcluster lives on: the resume waits for it and takes its cluster", async (cell) => {
    await adopted(cell, await heldBack(cell));
  });

  trap("a journal with the command line but no process number: pcluster is found among the processes", async (cell) => {
    const release = await heldBack(cell);
    const isStart = (line: string) => line.includes('"fact":"child_started"');
    await cell.rewriteJournal((text) => text.split("\n").filter((line) => !isStart(line)).join("\n"));
    assert.ok((await cell.journal()).some(({ fact }) => fact === "child_intent"));
    await adopted(cell, release);
  });

  trap("a request that is repeated after a crash carries the same token", async (cell) => {
    await killed(cell, networkStack, "before");
    await resumed(cell);
    const tokens = tokensOfStacks(cell);
    assert.equal(tokens.length, 2);
    assert.match(String(tokens[0]), /^[0-9a-f]{40}$/);
    assert.equal(tokens[0], tokens[1]);
  });

  trap("a request that was refused is repeated under another token once it is allowed", async (cell) => {
    cell.sandbox.faults.add({ ...networkStack, kind: "deny" });
    assertEnded(await cell.create().ended, 2);
    await resumed(cell);
    const tokens = tokensOfStacks(cell);
    assert.equal(tokens.length, 2);
    assert.notEqual(tokens[0], tokens[1]);
  });

  trap("a plain create that meets the unfinished run: exit 6 with the command that resumes it", async (cell) => {
    await killed(cell, globalBudget);
    const end = await cell.create().ended;
    assertEnded(end, 6);
    assert.match(end.err, /DAY-RUN-002[\s\S]*create --resume demo_\d{14}/);
    await resumed(cell);
  });

  trap("a half-built network stack: the resume waits until it stands", async (cell) => {
    cell.sandbox.holdTime();
    await killed(cell, networkStack);
    const life = cell.resume();
    await life.saying(/pcluster-vpc-stack-2b.*CREATE_IN_PROGRESS/);
    cell.sandbox.passTime(4);
    assertEnded(await life.ended, 0);
    assertSame(await cell.picture(), picture);
    assert.equal(timesMade(cell, "pcluster-vpc-stack-2b"), 1);
  }, { settings: { networkSeconds: 4 } });

  trap("a torn last journal line is cut off", async (cell) => {
    await killed(cell, globalBudget);
    await cell.rewriteJournal((text) => `${text}{"at":"2026-01-01T00:00:00.000Z","fact":"remem`);
    await resumed(cell);
    assert.equal((await cell.journal()).at(-1)?.fact, "end");
  });

  trap("our own cluster, stuck: the resume replaces it", async (cell) => {
    cell.sandbox.settings.failCreation = { reason: "Failed to run chef recipe" };
    await killed(cell, clusterStack);
    cell.sandbox.settings.failCreation = null;
    assertEnded(await cell.resume().ended, 0);
    assertSame(withoutHistory(await cell.picture()), picture);
  });

  trap("our own cluster, being replaced when the next life dies as well", async (cell) => {
    cell.sandbox.settings.failCreation = { reason: "Failed to run chef recipe" };
    await killed(cell, clusterStack);
    cell.sandbox.settings.failCreation = null;
    cell.sandbox.holdTime();
    const second = cell.resume();
    const deletion: Place = { service: "cloudformation", operation: "DeleteStack", caller: "pcluster", nth: 1 };
    killAt(cell, () => second, deletion, "after");
    assertEnded(await second.ended, "SIGKILL");
    // The next life sees it going; when pcluster looks it has gone.
    const gone = () => cell.sandbox.passTime(5);
    cell.sandbox.faults.add({
      service: "cloudformation",
      operation: "DescribeStacks",
      caller: "sdk",
      times: "all",
      kind: "latency",
      onHit: ({ parameters }) => parameters.StackName === "demo" ? gone() : undefined,
    });
    assertEnded(await cell.resume().ended, 0);
    assertSame(withoutHistory(await cell.picture()), picture);
  }, { settings: { secondsOfDeletion: 5 } });

  trap("a configuration that cannot be read at the moment is not one that is gone", async (cell) => {
    await killed(cell, clusterStack);
    cell.sandbox.faults.add({ operation: "GetObject", caller: "other", kind: "500", times: "all" });
    assertEnded(await cell.resume().ended, 0);
    cell.sandbox.faults.clear();
    assertSame(await cell.picture(), picture);
    assert.equal(timesMade(cell, "demo"), 1);
  });

  trap("a creation that dies at every single changing request still ends", async (cell) => {
    const lives: Life[] = [cell.create()];
    cell.sandbox.faults.add({
      caller: "sdk",
      mutating: true,
      kind: "latency",
      times: "all",
      onHit: () => lives.at(-1)?.kill(),
    });
    let end = await lives[0].ended;
    while (end.signal === "SIGKILL" && lives.length < 30) {
      lives.push(cell.resume());
      end = await lives[lives.length - 1].ended;
    }
    assertEnded(end, 0);
    assertSame(await cell.picture(), picture);
  });

  await runCells(test, traps);
});
