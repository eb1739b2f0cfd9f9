import type { Answer } from "../answers/answer.ts";
import { sandboxLimits } from "./limits.ts";
import type { BackgroundSandbox } from "./sandbox.ts";

const notRunning = "no sandbox is running; start one with: deno task sandbox up";

/** What the task `sandbox` says of a sandbox, running or not. */
export function sandboxAnswer(running: BackgroundSandbox | undefined, otherwise: string = notRunning): Answer {
  if (running === undefined) return { json: { running: false }, text: otherwise };
  const { endpoint, pid, profile, home, pcluster, headNode } = running;
  return {
    json: { running: true, endpoint, pid, profile, home, pcluster, head_node: headNode, limits: sandboxLimits },
    text: [
      `the sandbox runs at ${endpoint} (process ${pid}, profile ${profile}, home ${home})`,
      `its pcluster is ${pcluster}`,
      "lacks" in headNode
        ? `it has no head node: ${headNode.lacks}`
        : `its head nodes are one sshd of this machine, with the home ${headNode.home}`,
      "it cannot show:",
      ...sandboxLimits.map((limit) => `  ${limit}`),
    ].join("\n"),
    next: [
      "deno task create --sandbox --non-interactive --pass-on-warn --region-az us-west-2b --config config/demo.yaml",
      "deno task sandbox shell",
    ],
  };
}
