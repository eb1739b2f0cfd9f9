import type { Environment } from "../../host/environment.ts";
import { isInstalled } from "../../host/is_installed.ts";
import type { Host } from "../../host/host.ts";
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

/** The same host, on whose streams commands stand as they are typed here. */
export function typingHost(host: Host, tasks: readonly TaskEntry[]): Host {
  const { out, err, columns } = host.streams;
  const typing = typingHere({ get: host.variable });
  const typed = (text: string) => typedCommands(text, tasks, typing);
  return { ...host, streams: { out: (text) => out(typed(text)), err: (text) => err(typed(text)), columns } };
}
