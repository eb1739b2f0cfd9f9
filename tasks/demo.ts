import type { Answer } from "../lib/answers/answer.ts";
import { task } from "../lib/cli/task.ts";
import { chosenPcluster } from "../lib/toolchain/versions.ts";
import { pclusterFlag } from "./wiring/pcluster_flag.ts";

const demo = task({
  name: "demo",
  brief: "Install the sandbox and create a cluster on it",
  examples: [{ what: "a cluster on this machine, and what to look at", command: "deno task demo" }],
  flags: pclusterFlag,
  async run({ pcluster }, _words, context): Promise<Answer> {
    const { sandboxUp } = await import("../lib/sandbox/sandbox.ts");
    const { enterSandbox } = await import("../lib/sandbox/enter_sandbox.ts");
    const { taskCommand } = await import("./wiring/task_command.ts");
    const { upCommand } = await import("./wiring/up_command.ts");
    const version = chosenPcluster(pcluster);
    const { endpoint } = await sandboxUp(context, upCommand(context.environment, version), version);
    const { fileURLToPath } = await import("node:url");
    const config = fileURLToPath(new URL("../config/demo.yaml", import.meta.url));
    const create = taskCommand(context.environment, "create", [
      "--non-interactive",
      "--pass-on-warn",
      "--region-az=us-west-2b",
      `--config=${config}`,
    ]);
    const exitCode = await enterSandbox(context, create);
    if (exitCode !== 0) return { exitCode, json: {}, text: "" };
    return { json: { endpoint }, text: summary };
  },
});

const summary = `
That was a whole creation on this machine, with the genuine ParallelCluster and no AWS account:
a network, two policies, a role, two budgets with alerts, the cluster, and its heartbeat.
The sandbox keeps running. To look around:
  deno task sandbox shell -c 'pcluster describe-cluster -n demo --region us-west-2'
  deno task sandbox shell -c 'ls ~/.config/daylily'
  deno task sandbox status
To stop it:
  deno task sandbox down`;

export default demo;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(demo);
