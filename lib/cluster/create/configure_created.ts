import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Findings } from "../../preflight/preflight.ts";
import type { Creation } from "../create_deps.ts";
import { configureHeadNode } from "../headnode/configure_head_node.ts";
import { headNodeAt } from "../headnode/head_node.ts";
import { requireKey } from "../headnode/require_key.ts";
import { requireSsh } from "../headnode/require_ssh.ts";
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
    return await warn("address", `nothing was set up: the head node has no ${via === "ssm" ? "id" : "public address"}`);
  }
  try {
    await requireSsh(deps, via);
    await requireKey(deps, pemPath);
    for (const { step, outcome, message } of await configureHeadNode(run, node, overrides)) {
      if (outcome === "failed") await warn(step, `${step}: ${message}`);
    }
  } catch (error) {
    deps.signal.throwIfAborted();
    await warn("setup", error instanceof DayError ? `${error.message}; ${error.advice.text}` : reasonOf(error));
  }
}
