import type { Held } from "../protocol/hold.ts";
import { runToEnd } from "../steps/run_child.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

/** A deadline is no sooner than this (hours). */
export const leastDeadline = 2;

/**
 * Gives a cluster a deadline of its own, or takes it away.
 *
 * @param isNeeded it is a warning when that fails
 * @returns whether it was done; it cannot be where the account lacks the role
 */
export async function setDeadline(
  deps: WorkDeps,
  held: Held,
  { name, region, profile = "" }: { readonly name: string; readonly region: string; readonly profile?: string },
  words: readonly string[],
  isNeeded = false,
): Promise<boolean> {
  const argv = deps.ownTask("extend", ["--cluster", name, "--region", region, "--profile", profile, ...words]);
  const { code } = await runToEnd(deps, held, { label: "extend cluster", argv, code: "WS-CLU-004" });
  if (code !== 0 && isNeeded) {
    const { workset } = held.place;
    const text =
      `${workset}: the deletion deadline of cluster ${name} could not be cancelled; AWS may delete the cluster during the run`;
    deps.say("warn", text, { event: "kept", workset, cluster: name });
  }
  return code === 0;
}
