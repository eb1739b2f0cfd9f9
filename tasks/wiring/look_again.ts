import type { TaskContext } from "../../lib/cli/task.ts";

/** Prints what a look finds, again and again with the time above it. It ends by being aborted; what a look throws ends it too. */
export async function lookAgain(
  { print, clock, signal }: Pick<TaskContext, "print" | "clock" | "signal">,
  pause: number,
  look: () => Promise<string>,
): Promise<never> {
  for (;;) {
    const text = await look();
    signal.throwIfAborted();
    print(`${clock.now().toISOString()}\n${text}\n`);
    await clock.sleep(pause, signal);
  }
}
