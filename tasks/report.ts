import { task } from "../lib/cli/task.ts";

const report = task({
  name: "report",
  brief: "Write a report of a run as one offline HTML page: timeline, cost, resources, configuration, warnings, files",
  description:
    "The page is written to the configuration folder from the run's journal (record of its steps). AWS is asked only " +
    "for the costs that the cluster's budget has counted; without an answer the page leaves them out.",
  examples: [
    { what: "the newest run", command: "deno task report" },
    { what: "a run by its name, which status --runs lists", command: "deno task report --run demo_20260102030405" },
  ],
  flags: {
    run: {
      kind: "text",
      brief: "the run (a creation, deletion or other recorded task); default: the newest",
      placeholder: "RUN",
    },
  },
  async run({ run }, _words, context) {
    const { writeReport } = await import("../lib/report/write_report.ts");
    const { reportAnswer } = await import("../lib/answers/records/report_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { typedCommands, typingHere } = await import("../lib/cli/commands/typed_commands.ts");
    const { tasks } = await import("./tasks.ts");
    const typed = (text: string) => typedCommands(text, tasks, typingHere(context.environment));
    const awsFor = (where: { readonly profile: string; readonly region: string }) => createDeps(context, where).aws;
    return reportAnswer(await writeReport({ ...context, awsFor, typed }, run));
  },
});

export default report;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(report);
