import { notify } from "./notify.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import type { Journal } from "../protocol/journal.ts";
import { readWork } from "./read_work.ts";
import { runToEnd } from "./run_child.ts";
import type { WorkDeps } from "./work_deps.ts";

type Cluster = NonNullable<Journal["cluster"]>;

const hour = 3_600_000;
/** A deadline is no sooner than this (hours). */
const leastDeadline = 2;

/**
 * With `on_success` the cluster of a run that failed stays for people to look at, for `keep_hours`. It gets a deadline of its own
 * where the account has the role for that; otherwise a monitor removes it when the time is over.
 */
export async function keepIfWanted(deps: WorkDeps, held: Held): Promise<void> {
  const { cluster } = held.journal();
  if (cluster === undefined || !cluster.created_by_us || !cluster.destroy || cluster.keep_until !== undefined) return;
  const { workset } = held.place;
  const { destroyOnCompletion, keepHours } = (await readWork(deps, workset)).cluster;
  if (destroyOnCompletion !== "on_success" || keepHours === 0) return;
  const until = new Date(deps.clock.now().getTime() + keepHours * hour).toISOString();
  const hasDeadline = keepHours >= leastDeadline && await setDeadline(deps, held, cluster, ["--ttl", `${keepHours}h`]);
  const kept = hasDeadline ? { ...cluster, destroy: false, has_deadline: true } : { ...cluster, keep_until: until };
  await insist(deps, held, () => held.note((journal) => ({ ...journal, cluster: kept })));
  const who = hasDeadline ? "its deadline removes it then" : "a monitor that watches then removes it";
  const text = `${workset}: cluster ${cluster.name} is kept until ${until}, ${who}; delete it sooner with: ` +
    `deno task delete --cluster ${cluster.name} --region ${cluster.region}`;
  deps.say("warn", text, { event: "kept", workset, cluster: cluster.name });
  await notify(deps, held, "cluster_kept");
}

/** An attempt that goes on with a cluster that was kept has it for as long as it takes. */
export async function keepNoLonger(deps: WorkDeps, held: Held): Promise<void> {
  const { cluster } = held.journal();
  if (cluster?.has_deadline !== true) return;
  if (!await setDeadline(deps, held, cluster, ["--cancel"])) {
    const text =
      `${held.place.workset}: the deadline of cluster ${cluster.name} could not be taken away; it may go during the run`;
    deps.say("warn", text, { event: "kept", workset: held.place.workset, cluster: cluster.name });
  }
}

async function setDeadline(
  deps: WorkDeps,
  held: Held,
  { name, region, profile = "" }: Cluster,
  words: readonly string[],
): Promise<boolean> {
  const argv = deps.ownTask("extend", ["--cluster", name, "--region", region, "--profile", profile, ...words]);
  return (await runToEnd(deps, held, { label: "extend cluster", argv, code: "WS-CLU-004" })).code === 0;
}
