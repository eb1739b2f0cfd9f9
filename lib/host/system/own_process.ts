import { askProgram } from "./ask_program.ts";
import type { Environment } from "../environment.ts";
import { processTable } from "./process_table.ts";
import type { ProcessId } from "../processes.ts";

/**
 * This process as others will find it. When it began the process table says, because it is the table that they ask: on a busy
 * machine seconds pass before the runtime begins to count.
 */
export async function ownProcess(environment: Pick<Environment, "all">): Promise<ProcessId> {
  const { pid } = Deno;
  const row = (await processTable(askProgram(environment))).find((each) => each.pid === pid);
  return { pid, startTime: new Date(row?.started ?? performance.timeOrigin).toISOString() };
}
