import { standardStreams } from "../host/standard_streams.ts";
import { toolVersion } from "../host/tool_version.ts";
import { DayError } from "../host/day_error.ts";
import { didYouMean } from "./did_you_mean.ts";

/** A task as the dispatcher knows it, without loading it. */
export type TaskEntry = { readonly name: string; readonly aliases: readonly string[]; readonly brief: string };

/** Prints the tasks to standard output. @returns the exit code */
export function showTasks(tasks: readonly TaskEntry[]): number {
  const width = Math.max(...tasks.map(({ name }) => name.length));
  const lines = tasks.map(({ name, brief }) => `  ${name.padEnd(width)}  ${brief}\n`);
  standardStreams().out(
    `dayctl ${toolVersion}: rents an HPC cluster for a day and gives it back\n\nUSAGE\n  dayctl TASK [FLAGS]\n` +
      `  dayctl help TASK\n\nTASKS\n${lines.join("")}`,
  );
  return 0;
}

/** Prints the version to standard output. @returns the exit code */
export function showVersion(): number {
  standardStreams().out(toolVersion + "\n");
  return 0;
}

/** Says that there is no such task, and which one may be meant. @returns the exit code */
export async function unknownTask(
  name: string,
  words: readonly string[],
  tasks: readonly TaskEntry[],
): Promise<number> {
  const fix = didYouMean(name, tasks.map((task) => task.name)) ?? "see dayctl --help for the tasks there are";
  const error = new DayError("DAY-USE-001", `there is no task ${name}`, { fix });
  const { failTask } = await import("./run_task.ts");
  return await failTask({ name }, words, standardStreams(), error);
}
