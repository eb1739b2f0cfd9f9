import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Findings } from "../../preflight/preflight.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { Creation } from "../create_deps.ts";
import { configureHeadNode } from "../headnode/configure_head_node.ts";
import { type HeadNode, headNodeAt } from "../headnode/head_node.ts";
import { headNodeWarnings } from "../headnode/head_node_warnings.ts";
import { requireKey } from "../headnode/require_key.ts";
import { requireSsh } from "../headnode/require_ssh.ts";
import type { StepResult } from "../headnode/run_steps.ts";
import { isPackaged, shipProgram } from "../headnode/ship_program.ts";
import type { HeadNodePlace } from "../pcluster/pcluster.ts";

/**
 * Sets up the head node of the cluster that was just created. The cluster stands whatever becomes of this: each failure is a warning.
 */
export async function configureCreated(
  run: Creation,
  place: HeadNodePlace | undefined,
  { pemPath }: Findings,
): Promise<void> {
  const { deps, subject: cluster, request: { region, via, repo_overrides: overrides } } = run;
  const warn = (step: string, message: string) =>
    run.warn({ id: `headnode.${step}`, message, step: "headnode" }, "postCreate");
  const node = headNodeAt({ cluster, region, via }, place, pemPath);
  if (node === undefined) {
    return await warn(
      "address",
      `the head node was not set up, because it has no ${via === "ssm" ? "id" : "public address"}`,
    );
  }
  try {
    await requireSsh(deps, via);
    await requireKey(deps, pemPath);
    const configured = await configureHeadNode(run, node, overrides);
    // Where the first step has failed there is nobody to ship anything to.
    const shipped = configured[0].outcome === "done" ? await shipOnce(run, node) : [];
    for (const warning of headNodeWarnings([...configured, ...shipped])) await run.warn(warning, "postCreate");
  } catch (error) {
    deps.signal.throwIfAborted();
    await warn("setup", error instanceof DayError ? `${error.message}; ${error.advice.text}` : reasonOf(error));
  }
}

/** Who works from source and has packaged nothing has nothing to ship, and need not hear of it. */
async function shipOnce(run: Creation, node: HeadNode): Promise<readonly StepResult[]> {
  const { deps, request, journal } = run;
  const marker = `headnode.program ${node.instance}`;
  const isDone = lastFact(journal.facts, "decided", ({ key }) => key === marker) !== undefined;
  if (isDone || !request.ship_binary || !await isPackaged(deps)) return [];
  const steps = await shipProgram(deps, node);
  if (steps.every(({ outcome }) => outcome === "done")) await run.decide(marker, () => "done");
  return steps;
}
