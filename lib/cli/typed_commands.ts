import type { Environment } from "../host/environment.ts";
import { isInstalled } from "../host/is_installed.ts";
import { standardStreams } from "../host/standard_streams.ts";
import { terminalColumns } from "../host/terminal_columns.ts";
import { variable } from "../host/variable.ts";
import type { Streams } from "./streams.ts";
import type { TaskEntry } from "./task_list.ts";

/** How a person types a task here. */
export type Typing = {
  /** What stands before the task's name. */
  readonly program: "dayctl" | "deno task";
  /** What has to stand behind it so that the command means the same place as this run; "" when nothing. */
  readonly flags: string;
};

/** How tasks are typed for this start of the program. What starts it elsewhere says in `DAYCTL_TYPED_FLAGS` how to get there. */
export function typingHere(environment: Pick<Environment, "get">): Typing {
  const flags = environment.get("DAYCTL_TYPED_FLAGS") ?? "";
  return {
    program: isInstalled(environment) ? "dayctl" : "deno task",
    // It goes into text, JSON and a shell: nothing but plain flags.
    flags: /^--[a-z-]+( --[a-z-]+)*$/.test(flags) ? flags : "",
  };
}

/**
 * A text with its commands as they are typed here. Inside the program they all have the form `deno task NAME …`, which may be broken
 * at its blanks.
 */
export function typedCommands(
  text: string,
  tasks: readonly Pick<TaskEntry, "name" | "isEverywhere">[],
  { program, flags }: Typing,
): string {
  const everywhere = new Set(tasks.filter(({ isEverywhere }) => isEverywhere).map(({ name }) => name));
  const names = [...tasks.map(({ name }) => name), "TASK"].join("|");
  const command = new RegExp(`\\b(deno\\s+task)(\\s+)(${names})(?![\\w-])`, "g");
  return text.replace(command, (...[whole, canonical, gap, name, at]) => {
    const has = text.startsWith(` ${flags}`, at + whole.length);
    const behind = flags === "" || has || everywhere.has(name) ? "" : ` ${flags}`;
    return (program === "dayctl" ? program : canonical) + gap + name + behind;
  });
}

/** The standard streams, on which commands stand as they are typed here. */
export function typedStreams(tasks: readonly TaskEntry[]): Streams {
  const streams = standardStreams();
  const typing = typingHere({ get: variable });
  const typed = (text: string) => typedCommands(text, tasks, typing);
  return {
    out: (text) => streams.out(typed(text)),
    err: (text) => streams.err(typed(text)),
    columns: streams.isTerminal ? terminalColumns : undefined,
  };
}
