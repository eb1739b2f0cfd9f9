import { task } from "../lib/cli/task.ts";

const explain = task({
  name: "explain",
  brief: "What an error code or a configuration key means, and where a value came from",
  description:
    "Of an error code: what it means, why it comes up, what to do, and a message of it. Of a configuration key: its meaning, " +
    "the values that it may have, where the value of a run came from, and what would override it. That is the newest " +
    "creation of this machine, unless --run or --config says something else. It asks nothing of AWS.",
  examples: [
    { what: "an error", command: "deno task explain DAY-PRE-002" },
    { what: "a configuration key", command: "deno task explain budget_email" },
    {
      what: "a key in a configuration file",
      command: "deno task explain fsx_fs_size --config config/demo.yaml",
    },
  ],
  helpWithoutArguments: true,
  flags: {
    run: { kind: "text", brief: "the run whose value is told; the newest creation without it", placeholder: "RUN" },
    config: {
      kind: "text",
      brief: "the configuration file whose value is told, instead of a run's",
      placeholder: "FILE",
    },
  },
  words: { brief: "an error code or a configuration key", placeholder: "name", least: 1, most: 1 },
  async run({ run, config }, [name], context) {
    const { whatIsNamed } = await import("../lib/explain/what_is_named.ts");
    const { explainAnswer } = await import("../lib/answers/records/explain_answer.ts");
    const named = whatIsNamed(name);
    if (named.is === "error") {
      const { explainError } = await import("../lib/explain/explain_error.ts");
      return explainAnswer(explainError(named.code));
    }
    const { explainKey } = await import("../lib/explain/explain_key.ts");
    const { valuePlace } = await import("../lib/explain/value_place.ts");
    return explainAnswer(explainKey(named.key, await valuePlace(context, { run, config })));
  },
});

export default explain;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(explain);
