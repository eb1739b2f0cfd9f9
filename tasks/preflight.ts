import { task } from "../lib/cli/task.ts";
import { checkOverrides, creationFlags } from "./wiring/creation_flags.ts";
import { creationVariables } from "./wiring/creation_variables.ts";

const preflight = task({
  name: "preflight",
  brief: "Run all checks of a creation without changing anything",
  description:
    "Runs the nine gates (groups of checks) of create with the same flags and exit codes; the report is written to the " +
    "configuration folder.",
  examples: [
    {
      what: "run the checks and write a report",
      command: "deno task preflight --region-az us-west-2b --config my.yaml",
    },
    {
      what: "in a script, without questions",
      command: "deno task preflight --region-az us-west-2b --config my.yaml \\\n" +
        "    --non-interactive --output json",
    },
  ],
  variables: creationVariables,
  helpWithoutArguments: true,
  startsTools: true,
  flags: creationFlags,
  check: checkOverrides,
  async run(flags, _words, context) {
    const { runPreflight } = await import("../lib/cluster/create/run_preflight.ts");
    const { preflightAnswer } = await import("../lib/answers/creation/preflight_answer.ts");
    const { readRequest } = await import("../lib/cluster/create/read_request.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { requireSession } = await import("../lib/cluster/headnode/require_session.ts");
    const request = await readRequest(context, flags);
    const { unanswered } = await import("../lib/answers/creation/unanswered.ts");
    if (request.via === "ssm") await requireSession(context);
    const call = { task: "preflight", request, environment: context.environment } as const;
    try {
      return preflightAnswer(await runPreflight(createDeps(context, request), request), call);
    } catch (error) {
      return unanswered(call, error);
    }
  },
});

export default preflight;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(preflight);
