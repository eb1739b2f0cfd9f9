import { assertEnded, assertSame, type Cell, killAt, killPclusterAt, type Picture, type Place } from "../crash/cell.ts";
import { type CellPlan, runCells } from "../crash/run_cells.ts";
import { undisturbed } from "../crash/undisturbed.ts";
import { forgetLogs } from "../support/forget_logs.ts";

const options = { genuine: "creation" } as const;
const clusterStack: Place = { service: "cloudformation", operation: "CreateStack", caller: "pcluster", nth: 1 };
/** The first object of the genuine tool that belongs to one creation. */
const configuration: Place = { service: "s3", operation: "PutObject", caller: "pcluster", nth: 2 };

/** Without what only the genuine template holds, and without deleted stacks. */
function plain(picture: Picture): Picture {
  const stacks = (picture.stacks as readonly Record<string, unknown>[])
    .filter(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE")
    .map(({ Parameters, resources, Outputs: _, ...stack }) =>
      stack.StackName === "demo" ? stack : { ...stack, Parameters, resources }
    );
  const fileSystems = (picture.fileSystems as readonly Record<string, unknown>[])
    .map(({ FileSystemType, StorageCapacity, Tags }) => ({ FileSystemType, StorageCapacity, Tags }));
  return { ...picture, stacks, fileSystems };
}

Deno.test("design guarantee 2: the genuine pcluster in a creation that is disturbed and resumed", async (test) => {
  const reference = plain((await undisturbed()).picture);
  const resumed = async (cell: Cell) => {
    assertEnded(await cell.resume().ended, 0);
    assertSame(plain(await cell.picture()), reference);
  };
  const cells: CellPlan[] = [
    {
      name: "create is killed while pcluster works: the resume takes its cluster",
      options,
      run: async (cell) => {
        const life = cell.create();
        killAt(cell, () => life, configuration, "after");
        assertEnded(await life.ended, "SIGKILL");
        await resumed(cell);
      },
    },
    {
      name: "both are killed half-way: the resume creates the cluster",
      options,
      run: async (cell) => {
        const life = cell.create();
        killPclusterAt(cell, configuration, "after", () => life);
        assertEnded(await life.ended, "SIGKILL");
        await resumed(cell);
      },
    },
    {
      name: "the answer to its CreateStack is lost: the cluster without configuration is replaced",
      options,
      run: async (cell) => {
        const life = cell.create();
        cell.sandbox.faults.add({ ...clusterStack, kind: "lost" });
        cell.sandbox.faults.add({ operation: "DeleteStack", kind: "latency", onHit: () => forgetLogs(cell.sandbox) });
        assertEnded(await life.ended, 0);
        assertSame(plain(await cell.picture()), reference);
      },
    },
  ];
  await runCells(test, cells);
});
