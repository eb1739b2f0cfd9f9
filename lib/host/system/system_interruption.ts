import { type Clock, systemClock } from "../clock.ts";
import { Interrupted, type Interruption } from "../interruption.ts";

/** `deno task` delivers one Ctrl-C twice. A second one counts only after this many milliseconds. */
const secondCounts = 500;

/**
 * Two-stage Ctrl-C. The first one aborts the signal; the second one runs `atOnce`, which saves what there is
 * to save synchronously and fast, and ends the process.
 */
export function interruption(
  atOnce: (exitCode: number) => void,
  clock: Pick<Clock, "now"> = systemClock,
): Interruption {
  const controller = new AbortController();
  let first: { at: number; exitCode: number } | undefined;
  const on = (exitCode: number) => () => {
    if (first === undefined) {
      first = { at: clock.now().getTime(), exitCode };
      controller.abort(new Interrupted(exitCode));
    } else if (clock.now().getTime() - first.at >= secondCounts) {
      atOnce(first.exitCode);
      Deno.exit(first.exitCode);
    }
  };
  const onInterrupt = on(130);
  const onTerminate = on(143);
  Deno.addSignalListener("SIGINT", onInterrupt);
  Deno.addSignalListener("SIGTERM", onTerminate);
  return {
    signal: controller.signal,
    exitCode: () => first?.exitCode,
    dispose() {
      Deno.removeSignalListener("SIGINT", onInterrupt);
      Deno.removeSignalListener("SIGTERM", onTerminate);
    },
  };
}
