import { task } from "../../lib/cli/task.ts";
import { startProcess } from "../../tasks/wiring/start_process.ts";

/** Waits for a signal; with the word `deaf` it only says that the first one has come. */
const wait = task({
  name: "wait",
  brief: "Waits for a signal",
  hasStatus: true,
  flags: {},
  words: { brief: "deaf or not", placeholder: "how", least: 0, most: 1 },
  async run(_flags, [how], { signal, emit }) {
    emit({ code: "config.tip", level: "info", message: "ready" });
    await new Promise((_, reject) => {
      // Only guards against waiting for ever.
      setTimeout(reject, 10 * 60_000);
      signal.addEventListener("abort", () => {
        if (how !== "deaf") reject(signal.reason);
        else emit({ code: "config.tip", level: "info", message: "heard" });
      });
    });
    return { json: {}, text: "" };
  },
});

await startProcess(wait);
