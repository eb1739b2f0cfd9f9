import { standardStreams } from "../host/standard_streams.ts";
import { toolVersion } from "../host/tool_version.ts";
import { tellError } from "./tell_error.ts";
import { DayError } from "../host/day_error.ts";

/** A task as the dispatcher knows it, without loading it. */
export type TaskEntry = { readonly name: string; readonly aliases: readonly string[]; readonly brief: string };

/** Prints the tasks to standard output. @returns the exit code */
export function showTasks(tasks: readonly TaskEntry[]): number {
  const width = Math.max(...tasks.map(({ name }) => name.length));
  const lines = tasks.map(({ name, brief }) => `  ${name.padEnd(width)}  ${brief}\n`);
  standardStreams().out(
    `dayctl ${toolVersion}: rents an HPC cluster for a day and gives it back\n\nUSAGE\n  dayctl TASK [FLAGS]\n` +
      `  dayctl TASK --help\n\nTASKS\n${lines.join("")}`,
  );
  return 0;
}

/** Prints the version to standard output. @returns the exit code */
export function showVersion(): number {
  standardStreams().out(toolVersion + "\n");
  return 0;
}

/** Says that there is no such task, and which one may be meant. @returns the exit code */
export function unknownTask(name: string, tasks: readonly TaskEntry[]): number {
  const near = tasks.map((task) => task.name).filter((known) => distance(name, known) <= 2);
  const fix = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "see dayctl --help for the tasks there are";
  const error = new DayError("DAY-USE-001", `there is no task ${name}`, { fix });
  tellError(error, standardStreams(), false);
  return error.exitCode;
}

/** How many letters have to be changed, added or left out to get from one word to the other. */
function distance(from: string, to: string): number {
  let row = [...Array(to.length + 1).keys()];
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[to.length];
}
