import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Bacalhau } from "../config/spot_config.ts";
import { apiHeaders, apiOf, nodesInText, type OrchestratorNode, orchestratorNodes } from "../node/orchestrator.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { readState, refuseLost } from "../state/open_state.ts";

/** What became of nodes that the orchestrator had lost sight of. */
export type CleanedNodes = {
  readonly deleted: readonly string[];
  readonly failed: readonly { readonly id: string; readonly why: string }[];
};

type Deps = Pick<SpotTaskDeps, "reach" | "files" | "clock" | "emit"> & {
  readonly runs: (argv: readonly string[]) => Promise<string>;
};

/**
 * Takes nodes out of the orchestrator that ran on AWS and are disconnected. One whose instance is recorded as standing stays.
 *
 * @throws DayError DAY-SPOT-016 when the orchestrator cannot be asked, DAY-SPOT-011 when nobody knows which nodes stand
 */
export async function cleanupNodes(
  deps: Deps,
  bacalhau: Bacalhau,
  statePath: string,
  { dryRun }: { readonly dryRun: boolean },
): Promise<CleanedNodes> {
  const nodes = await allNodes(deps, bacalhau);
  const { machines } = await readState(deps, statePath) ?? refuseLost(statePath);
  const stale = nodes.filter(({ type, labels, connection }) =>
    type === "Compute" && connection === "DISCONNECTED" &&
    (labels.CLOUD_PROVIDER === "AWS" || (labels.CLOUD_PROVIDER === undefined && "INSTANCE_ID" in labels)) &&
    !((labels.INSTANCE_ID ?? "") in machines)
  );
  if (dryRun) return { deleted: stale.map(({ id }) => id), failed: [] };
  const deleted: string[] = [];
  const failed: { id: string; why: string }[] = [];
  for (const { id } of stale) {
    const why = await deleteNode(deps, bacalhau, id);
    if (why === undefined) deleted.push(id);
    else failed.push({ id, why });
  }
  return { deleted, failed };
}

async function allNodes(deps: Deps, bacalhau: Bacalhau): Promise<readonly OrchestratorNode[]> {
  if (apiOf(bacalhau) !== undefined) {
    const nodes = await orchestratorNodes(deps.reach, bacalhau);
    if (nodes !== undefined) return nodes;
    throw new DayError("DAY-SPOT-016", `${apiOf(bacalhau)} does not answer`);
  }
  const text = await deps.runs(["bacalhau", "node", "list", "--output", "json"]).catch((error) => {
    throw new DayError("DAY-SPOT-016", `bacalhau node list failed: ${reasonOf(error)}`, { cause: error });
  });
  const nodes = nodesInText(text);
  if (nodes === undefined) {
    throw new DayError("DAY-SPOT-016", "the output of bacalhau node list is not a list of nodes");
  }
  return nodes;
}

/** @returns why not, if not */
async function deleteNode({ reach, runs }: Deps, bacalhau: Bacalhau, id: string): Promise<string | undefined> {
  const api = apiOf(bacalhau);
  if (api === undefined) return await runs(["bacalhau", "node", "delete", id]).then(() => undefined, reasonOf);
  const answer = await reach.page(`${api}/api/v1/orchestrator/nodes/${encodeURIComponent(id)}`, {
    milliseconds: 10_000,
    method: "PUT",
    headers: { ...apiHeaders(bacalhau), "content-type": "application/json" },
    body: JSON.stringify({ Action: "delete" }),
  });
  if (answer !== undefined && answer.status < 300) return undefined;
  return answer === undefined ? "no answer" : `HTTP ${answer.status}`;
}
