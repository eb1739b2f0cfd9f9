import { stackState } from "../../aws/questions/stack_status.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Held } from "../protocol/hold.ts";
import { notify } from "../steps/notify.ts";
import { runToEnd } from "../steps/run_child.ts";
import { isMadeFor } from "./cluster_stack.ts";
import { leaveCluster } from "./share_cluster.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/**
 * Removes the cluster that was made for a workset, with our own `delete`. What fails changes no verdict; it is told, and tried again
 * by whoever finds the lease expired. A shared one is only left: it goes when nobody uses it any more.
 *
 * @returns whether it is gone
 */
export async function tearDown(deps: WorkDeps, held: Held): Promise<boolean> {
  const { cluster } = held.journal();
  if (cluster === undefined) return true;
  if (cluster.shared === true) {
    await leaveCluster(deps, held);
    return true;
  }
  const { name, region, profile = "" } = cluster;
  const stack = await stackState(deps.awsOf({ profile, region }), name);
  // The name may be another's meanwhile: whoever notes a cluster may end before it has made it.
  if (stack !== undefined && !await isMadeFor(deps.options, held.place.workset, stack)) return true;
  return await removeCluster(deps, held, cluster);
}

/** @returns whether it is gone */
export async function removeCluster(
  deps: WorkDeps,
  held: Held,
  { name, region, profile = "" }: { readonly name: string; readonly region: string; readonly profile?: string },
): Promise<boolean> {
  const { workset } = held.place;
  const argv = deps.ownTask("delete", deleteArguments(name, { region, profile }));
  const { code } = await runToEnd(deps, held, { label: "delete cluster", argv, code: "WS-CLU-004", isEnding: true });
  const isGone = code === 0 || (code === 1 && await stackState(deps.awsOf({ profile, region }), name) === undefined);
  if (isGone) {
    deps.say("info", `${workset}: cluster ${name} was deleted`, { event: "teardown", workset, cluster: name });
    return true;
  }
  const { code: problem } = new DayError("WS-CLU-004", `delete ended with exit code ${code}`);
  const text =
    `${workset}: cluster ${name} could not be deleted (exit code ${code}) and still costs money; the monitor tries again`;
  deps.say("error", text, { event: "teardown", workset, cluster: name, code: problem });
  await notify(deps, held, "teardown_failed");
  return false;
}

export function deleteArguments(
  name: string,
  { region, profile }: { readonly region: string; readonly profile: string },
): readonly string[] {
  return ["--cluster-name", name, "--region", region, "--profile", profile, "--yes"];
}
