import type { DayEvent } from "../host/events.ts";
import { interruption } from "../host/interruption.ts";
import { standardInput } from "../host/line_reader.ts";
import type { Prompter } from "../host/prompter.ts";
import { systemEnvironment } from "../host/system_environment.ts";
import { toolVersion } from "../host/tool_version.ts";
import type { CommonFlags } from "./flags.ts";
import { linePrompter } from "./line_prompter.ts";
import { liveView } from "./live_view.ts";
import { plainView } from "./plain_view.ts";
import type { Streams } from "./streams.ts";
import { silentPrompter } from "./silent_prompter.ts";
import type { TaskContext } from "./task.ts";
import type { View } from "./view.ts";

/** Often enough for a clock that shows seconds. */
const beat = 250;

/** Who asks for an end and does not get it within so many milliseconds is told why. */
const longEnough = 400;

const stopping: DayEvent = {
  code: "run.stopping",
  level: "warn",
  message: "stopping as soon as the running step allows it; Ctrl-C once more stops at once",
};

/**
 * What a task runs with on the real terminal, until it is disposed of.
 *
 * @param stopped is called with the exit code when the process is about to end at once
 */
export function taskContext(
  flags: CommonFlags,
  streams: Streams,
  commandLine: string,
  stopped: (exitCode: number) => void,
): TaskContext & { dispose(): void } {
  const environment = systemEnvironment();
  const view = viewFor(flags, streams, environment.get);
  const timer = setInterval(() => view.tick(), beat);
  let hint: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearInterval(timer);
    clearTimeout(hint);
    view.end();
  };
  const stop = interruption((exitCode) => {
    end();
    streams.err(`stopped at once (${exitCode}); what was begun is in the journal\n`);
    stopped(exitCode);
  });
  stop.signal.addEventListener("abort", () => {
    hint = setTimeout(() => view.emit(stopping), longEnough);
  });
  const input = standardInput(stop.signal);
  const asking = { echo: !input.isTerminal, columns: streams.columns };
  return {
    environment,
    emit: view.emit,
    prompter: flags.nonInteractive ? silentPrompter() : pausing(view, linePrompter(input, streams.err, asking)),
    signal: stop.signal,
    toolVersion,
    commandLine,
    dispose() {
      end();
      stop.dispose();
    },
  };
}

/** `CI`, `TERM`, `NO_COLOR` and `FORCE_COLOR` change how things look, never what happens (decision 3.32). */
function viewFor(
  { debug }: CommonFlags,
  { err: write, columns }: Streams,
  get: (name: string) => string | undefined,
): View {
  const isLive = columns !== undefined && get("CI") === undefined && get("TERM") !== "dumb";
  const colour = /^(?!0$|false$)./.test(get("FORCE_COLOR") ?? "") || (isLive && get("NO_COLOR") === undefined);
  const options = { write, now: Date.now, debug, colour };
  return isLive ? liveView({ ...options, columns }) : plainView({ ...options, columns });
}

/** While a question stands on the screen nothing else moves there. */
function pausing(view: View, prompter: Prompter): Prompter {
  const quietly = <Q, A>(ask: (question: Q) => Promise<A>) => async (question: Q) => {
    view.pause();
    try {
      return await ask(question);
    } finally {
      view.resume();
    }
  };
  return { text: quietly(prompter.text), menu: quietly(prompter.menu), consent: quietly(prompter.consent) };
}
