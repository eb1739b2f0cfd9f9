import type { Answer } from "../lib/answers/answer.ts";
import { task } from "../lib/cli/task.ts";
import { chosenPcluster } from "../lib/toolchain/versions.ts";
import { pclusterFlag } from "./wiring/pcluster_flag.ts";

const demo = task({
  name: "demo",
  brief: "Install the sandbox, a simulated AWS, and create a cluster on it",
  examples: [
    { what: "create a simulated cluster on this machine", command: "deno task demo" },
    { what: "also show drift check, delete and audit on it", command: "deno task demo --life" },
  ],
  flags: {
    ...pclusterFlag,
    life: {
      kind: "toggle",
      brief:
        "then also change a resource by hand, find the change with drift check, delete the cluster, and audit what is left",
    },
  },
  async run({ pcluster, life }, _words, context): Promise<Answer> {
    const { sandboxShell, sandboxUp } = await import("../lib/sandbox/sandbox.ts");
    const { enterSandbox } = await import("../lib/sandbox/enter_sandbox.ts");
    const { taskCommand } = await import("./wiring/task_command.ts");
    const { upCommand } = await import("./wiring/up_command.ts");
    const version = chosenPcluster(pcluster);
    const { endpoint, headNode } = await sandboxUp(context, upCommand(context.environment, version), version);
    const creation = ["--non-interactive", "--pass-on-warn", "--region-az=us-west-2b", "--config=config/demo.yaml"];
    const cluster = ["--cluster=demo", "--region=us-west-2"];
    const task = (name: string, flags: readonly string[]) => () =>
      enterSandbox(context, taskCommand(context.environment, name, flags));
    const check = task("drift", ["check", ...cluster]);
    // The seeded bucket has stand-ins; what nodes really run comes beside them.
    const publish = ["publish-boot-assets", "--bucket=sandbox-omics-analysis-us-west-2"];
    const steps: readonly Step[] = [
      { run: task("infra", publish) },
      { run: task("create", creation) },
      ...life
        ? [
          { run: check },
          { says: changeByHand, run: () => sandboxShell(context, changeByHand) },
          { run: check, endsWith: exitDrifted },
          { run: task("delete", [...cluster, "--yes"]) },
          { run: task("audit", cluster) },
        ]
        : [{ run: task("status", cluster) }],
    ];
    for (const { says, run, endsWith = 0 } of steps) {
      if (says !== undefined) {
        context.emit({ code: "demo.by_hand", level: "info", message: `Simulating a manual change in AWS: ${says}` });
      }
      const exitCode = await run();
      // A check that does not find what was changed is no success.
      if (exitCode !== endsWith) return { exitCode: exitCode || 1, json: {}, text: "" };
    }
    return { json: { endpoint }, text: life ? lifeSummary : summary("home" in headNode) };
  },
});

/** `endsWith`: the exit code that it is to end with, 0 when nothing is said. */
type Step = { readonly says?: string; readonly run: () => Promise<number>; readonly endsWith?: number };

/** What somebody might do in the console: no heartbeat comes any more. */
const changeByHand = "aws scheduler delete-schedule --name daylily-demo-heartbeat --region us-west-2 --profile sandbox";

/** Of `drift check`: there are differences. */
const exitDrifted = 3;

const lifeSummary = `
That was the whole life of a cluster: created, changed by hand, which drift check has found, deleted, and looked for: nothing of it is left.
The sandbox keeps running. To stop it:
  deno task sandbox down`;

const summary = (hasHeadNode: boolean) => `
That was a whole creation on this machine, with the genuine ParallelCluster and no AWS account:
a network, two policies, a role, two budgets with alerts, the cluster, ${
  hasHeadNode ? "its head node, set up over SSH, " : ""
}and its heartbeat.
The sandbox keeps running. To look around:
${
  hasHeadNode
    ? "  deno task ssh --sandbox --cluster demo --region us-west-2\n"
    : ""
}  deno task sandbox shell -c 'pcluster describe-cluster -n demo --region us-west-2'
  deno task sandbox shell -c 'ls ~/.config/daylily'
  deno task sandbox status
To stop it:
  deno task sandbox down`;

export default demo;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(demo);
