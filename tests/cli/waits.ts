import { task } from "../../lib/cli/task.ts";
import { startProcess } from "../../tasks/wiring/start_process.ts";

/** Waits for a signal; with the word `deaf` it does not listen to the first one. */
const wait = task({
  name: "wait",
  brief: "Waits for a signal",
  hasStatus: true,
  flags: {},
  words: { brief: "deaf or not", placeholder: "how", least: 0, most: 1 },
  async run(_flags, [how], { signal, emit }) {
    emit({ code: "wait.ready", level: "info", message: "ready" });
    await new Promise((_, reject) => {
      setTimeout(reject, 20_000);
      if (how !== "deaf") signal.addEventListener("abort", () => reject(signal.reason));
    });
    return { json: {}, text: "" };
  },
});

await startProcess(wait);
