import { interruption } from "../host/interruption.ts";
import { standardInput } from "../host/line_reader.ts";
import { systemEnvironment } from "../host/system_environment.ts";
import { standardStreams } from "../host/standard_streams.ts";
import { toolVersion } from "../host/tool_version.ts";
import type { CommonFlags } from "./flags.ts";
import { linePrompter } from "./line_prompter.ts";
import { plainView } from "./plain_view.ts";
import { runTask } from "./run_task.ts";
import { silentPrompter } from "./silent_prompter.ts";
import type { Task } from "./task.ts";

/** Runs a task in this process, on the real terminal, with the real environment. @returns the exit code */
export async function start(task: Task, argv: readonly string[]): Promise<number> {
  const environment = systemEnvironment();
  const streams = standardStreams();
  return await runTask(task, argv, streams, toolVersion, (flags) => {
    const view = plainView({
      ...viewOptions(flags, streams.isTerminal, environment.get),
      write: streams.err,
      now: Date.now,
    });
    const stop = interruption((exitCode) =>
      streams.err(`stopped at once (${exitCode}); what was begun is in the journal\n`)
    );
    const prompter = flags.nonInteractive ? silentPrompter() : linePrompter(standardInput(stop.signal), (text) => {
      view.end();
      streams.err(text);
    });
    return {
      environment,
      emit: view,
      prompter,
      signal: stop.signal,
      toolVersion,
      commandLine: ["dayctl", task.name, ...argv].join(" "),
      dispose() {
        view.end();
        stop.dispose();
      },
    };
  });
}

/** `CI`, `NO_COLOR` and `FORCE_COLOR` change how things look, never what happens (decision 3.32). */
function viewOptions({ debug }: CommonFlags, isTerminal: boolean, get: (name: string) => string | undefined) {
  const animated = isTerminal && get("CI") === undefined;
  return {
    debug,
    rewrites: animated,
    colour: get("FORCE_COLOR") !== undefined || (animated && get("NO_COLOR") === undefined),
  };
}
