import type { Answer } from "../lib/answers/answer.ts";
import { task } from "../lib/cli/task.ts";
import { chosenPcluster } from "../lib/toolchain/versions.ts";
import { pclusterFlag } from "./wiring/pcluster_flag.ts";

const demo = task({
  name: "demo",
  brief: "Install the sandbox and create a cluster on it",
  examples: [
    { what: "a cluster on this machine, and what to look at", command: "deno task demo" },
    { what: "its whole life, to the proof that nothing is left", command: "deno task demo --life" },
  ],
  flags: {
    ...pclusterFlag,
    life: { kind: "toggle", brief: "go on: delete the cluster, and look whether anything is left" },
  },
  async run({ pcluster, life }, _words, context): Promise<Answer> {
    const { sandboxUp } = await import("../lib/sandbox/sandbox.ts");
    const { enterSandbox } = await import("../lib/sandbox/enter_sandbox.ts");
    const { taskCommand } = await import("./wiring/task_command.ts");
    const { upCommand } = await import("./wiring/up_command.ts");
    const version = chosenPcluster(pcluster);
    const { endpoint } = await sandboxUp(context, upCommand(context.environment, version), version);
    const creation = ["--non-interactive", "--pass-on-warn", "--region-az=us-west-2b", "--config=config/demo.yaml"];
    const cluster = ["--cluster=demo", "--region=us-west-2"];
    const steps: readonly (readonly [string, readonly string[]])[] = [
      // The seeded bucket has stand-ins; what nodes really run comes beside them.
      ["infra", ["publish-boot-assets", "--bucket=sandbox-omics-analysis-us-west-2"]],
      ["create", creation],
      ...(life ? [["delete", [...cluster, "--yes"]], ["audit", cluster]] as const : []),
    ];
    for (const [name, flags] of steps) {
      const exitCode = await enterSandbox(context, taskCommand(context.environment, name, flags));
      if (exitCode !== 0) return { exitCode, json: {}, text: "" };
    }
    return { json: { endpoint }, text: life ? lifeSummary : summary };
  },
});

const lifeSummary = `
That was the whole life of a cluster: created, deleted, and looked for: nothing of it is left.
The sandbox keeps running. To stop it:
  deno task sandbox down`;

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
