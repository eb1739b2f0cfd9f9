import type { Clock } from "../../host/clock.ts";
import type { DayEvent } from "../../host/events/events.ts";
import type { Outside } from "../../host/host.ts";
import { requestTally } from "../../host/net/request_tally.ts";
import type { Prompter } from "../../host/prompter.ts";
import type { Streams } from "../../host/streams.ts";
import { toolVersion } from "../../host/tool_version.ts";
import type { CommonFlags } from "../flags.ts";
import { linePrompter } from "../terminal/line_prompter.ts";
import { liveView } from "../terminal/live_view.ts";
import { plainView } from "../terminal/plain_view.ts";
import { silentPrompter } from "../terminal/silent_prompter.ts";
import type { TaskContext } from "../task.ts";
import type { View } from "../terminal/view.ts";

/** Flags of tasks that say how they want to be shown. */
type ViewFlags = { readonly plain?: boolean; readonly noColor?: boolean };

/** Often enough for a clock that shows seconds. */
const beat = 250;

/** Who asks for an end and does not get it within so many milliseconds is told why. */
const longEnough = 400;

const stopping: DayEvent = {
  code: "run.stopping",
  level: "warn",
  message: "Stopping after the current step; press Ctrl-C again to stop immediately",
};

/**
 * What a task runs with, until it is disposed of.
 *
 * @param stopped is called with the exit code when the process is about to end at once
 */
export function taskContext(
  flags: CommonFlags & ViewFlags,
  streams: Streams,
  { input: inputOf, interruption, every, ...outside }: Outside,
  commandLine: string,
  stopped: (exitCode: number) => void,
): TaskContext & { dispose(): void } {
  const { environment, clock } = outside;
  const view = viewFor(flags, streams, environment.get, clock);
  const stopBeat = every(beat, () => view.tick());
  const over = new AbortController();
  const end = () => {
    stopBeat();
    over.abort();
    view.end();
  };
  const stop = interruption((exitCode) => {
    end();
    streams.err(`stopped immediately (exit code ${exitCode}); the journal of the run says what was begun\n`);
    stopped(exitCode);
  });
  const hint = () => clock.sleep(longEnough, over.signal).then(() => view.emit(stopping), () => {});
  stop.signal.addEventListener("abort", hint);
  const input = inputOf(stop.signal);
  const asking = { echo: !input.isTerminal, columns: streams.columns };
  const closing: (() => void)[] = [];
  const tally = requestTally(clock);
  return {
    ...outside,
    emit: view.emit,
    print: (line) => streams.out(line + "\n"),
    prompter: flags.nonInteractive ? silentPrompter() : pausing(view, linePrompter(input, streams.err, asking)),
    isTerminal: input.isTerminal,
    signal: stop.signal,
    toolVersion,
    tally,
    commandLine,
    atEnd: (close) => void closing.push(close),
    dispose() {
      const requests = tally.summary();
      if (requests !== undefined) view.emit({ code: "aws.requests", level: "debug", message: requests });
      end();
      stop.dispose();
      for (const close of closing) close();
    },
  };
}

/** `CI`, `TERM`, `NO_COLOR` and `FORCE_COLOR` change how things look, never what happens. */
function viewFor(
  { debug, plain = false, noColor = false }: CommonFlags & ViewFlags,
  { err: write, columns, rows }: Streams,
  get: (name: string) => string | undefined,
  clock: Clock,
): View {
  const isLive = !plain && columns !== undefined && get("CI") === undefined && get("TERM") !== "dumb";
  const colour = /^(?!0$|false$)./.test(get("FORCE_COLOR") ?? "") ||
    (isLive && !noColor && get("NO_COLOR") === undefined);
  const options = { write, now: () => clock.now().getTime(), debug, colour };
  return isLive ? liveView({ ...options, columns, rows }) : plainView({ ...options, columns });
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
