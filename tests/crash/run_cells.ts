import { type Cell, type CellOptions, freshCell } from "./cell.ts";
import { inSandboxes } from "./in_sandboxes.ts";

export type CellPlan = {
  readonly name: string;
  readonly options?: CellOptions;
  readonly run: (cell: Cell) => Promise<void>;
};

/** Runs cells in a few sandboxes, each cell in an account of its own, and then reports each as a step of the test. */
export async function runCells(test: Deno.TestContext, plans: readonly CellPlan[]): Promise<void> {
  const outcomes = new Map<CellPlan, unknown>();
  await inSandboxes(plans, { width: 3 }, async (sandbox, plan) => {
    outcomes.set(plan, await outcomeOf(async () => plan.run(await freshCell(sandbox, plan.options))));
  });
  for (const plan of plans) {
    await test.step(plan.name, () => {
      const outcome = outcomes.get(plan);
      if (outcome !== undefined) throw outcome;
    });
  }
}

async function outcomeOf(run: () => Promise<void>): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error ?? new Error("failed without a reason");
  }
}
