import { interruption } from "../host/interruption.ts";
import { standardInput } from "../host/line_reader.ts";
import type { StandardStreams } from "../host/standard_streams.ts";
import { systemEnvironment } from "../host/system_environment.ts";
import { terminalColumns } from "../host/terminal_columns.ts";
import { toolVersion } from "../host/tool_version.ts";
import type { CommonFlags } from "./flags.ts";
import { linePrompter } from "./line_prompter.ts";
import { plainView } from "./plain_view.ts";
import { silentPrompter } from "./silent_prompter.ts";
import type { TaskContext } from "./task.ts";

/** What a task runs with on the real terminal, until it is disposed of. */
export function taskContext(
  flags: CommonFlags,
  streams: StandardStreams,
  commandLine: string,
): TaskContext & { dispose(): void } {
  const environment = systemEnvironment();
  const view = plainView({
    ...viewOptions(flags, streams.isTerminal, environment.get),
    write: streams.err,
    now: Date.now,
  });
  const stop = interruption((exitCode) =>
    streams.err(`stopped at once (${exitCode}); what was begun is in the journal\n`)
  );
  const input = standardInput(stop.signal);
  const ask = (text: string) => {
    view.end();
    streams.err(text);
  };
  const asking = { echo: !input.isTerminal, columns: streams.isTerminal ? terminalColumns : undefined };
  return {
    environment,
    emit: view,
    prompter: flags.nonInteractive ? silentPrompter() : linePrompter(input, ask, asking),
    signal: stop.signal,
    toolVersion,
    commandLine,
    dispose() {
      view.end();
      stop.dispose();
    },
  };
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
