import { toolVersion, versionText } from "../../host/tool_version.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { didYouMean } from "../../text/did_you_mean.ts";
import type { Streams } from "../../host/streams.ts";
import { wrap } from "../../text/wrap.ts";

/** As wide as the help of a task. */
const columns = 80;

/** A task as the dispatcher knows it, without loading it. */
export type TaskEntry = {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly brief: string;
  /** It does the same wherever it is started: its commands need no flags that lead to a place. */
  readonly isEverywhere?: boolean;
};

/** Prints the tasks to standard output. @returns the exit code */
export function showTasks(tasks: readonly TaskEntry[], { out }: Streams): number {
  const width = Math.max(...tasks.map(({ name }) => name.length));
  const margin = `\n${" ".repeat(width + 4)}`;
  const lines = tasks.map(({ name, brief }) =>
    `  ${name.padEnd(width)}  ${wrap(brief, columns - width - 4).replaceAll("\n", margin)}\n`
  );
  out(
    `dayctl ${toolVersion}: rents an HPC cluster for a day and gives it back\n\nUSAGE\n  deno task TASK [FLAGS]\n` +
      `  deno task TASK --help\n\nTASKS\n${lines.join("")}`,
  );
  return 0;
}

/** Prints the version to standard output. @returns the exit code */
export function showVersion({ out }: Streams): number {
  out(versionText() + "\n");
  return 0;
}

/** Says that there is no such task, or none yet, and what may be meant. @returns the exit code */
export async function unknownTask(
  name: string,
  words: readonly string[],
  tasks: readonly TaskEntry[],
  streams: Streams,
): Promise<number> {
  const names = tasks.map((task) => task.name);
  const error = name.startsWith("-")
    ? new DayError("DAY-USE-001", `${name} is written before the task`, {
      fix: advice`write flags after the task: ${
        command(`deno task ${words.find((word) => names.includes(word)) ?? "TASK"} ${name}`)
      }`,
    })
    : new DayError("DAY-USE-001", `there is no task ${name}`, {
      fix: didYouMean(name, names) ?? `the tasks are ${names.join(", ")}`,
    });
  const { failTask } = await import("./fail_task.ts");
  return await failTask({ name }, words, streams, error);
}
