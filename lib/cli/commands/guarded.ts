import { DayError } from "../../host/errors/day_error.ts";
import type { Host } from "../../host/host.ts";
import type { FailingTask } from "./tell_answer.ts";

/** Runs what a program does: whatever goes wrong in it is told like every error, and never as a stack trace. */
export async function guarded(
  task: FailingTask,
  argv: readonly string[],
  { streams, onUnhandled }: Pick<Host, "streams" | "onUnhandled">,
  work: () => Promise<number>,
): Promise<number> {
  const tell = async (error: unknown) => {
    const { failTask } = await import("./fail_task.ts");
    try {
      return await failTask(task, argv, streams, error);
    } catch {
      // It has been told; only the JSON document of the failure could not be written.
      return error instanceof DayError ? error.exitCode : 2;
    }
  };
  onUnhandled(tell);
  try {
    return await work();
  } catch (error) {
    return await tell(error);
  }
}
