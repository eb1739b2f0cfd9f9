import { notify } from "../steps/notify.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import { readWork } from "../steps/read_work.ts";
import { cancelDeadline, leastDeadline, setDeadline } from "./set_deadline.ts";
import { keepShared } from "./share_cluster.ts";
import type { WorkDeps } from "../steps/work_deps.ts";

const hour = 3_600_000;

/**
 * With `on_success` the cluster of a run that failed stays for people to look at, for `keep_hours`; so does one that alone has the
 * results. It gets a deadline of its own where the account has the role for that; otherwise a monitor removes it when the time is over.
 */
export async function keepIfWanted(
  deps: WorkDeps,
  held: Held,
  { holdsResults }: { readonly holdsResults: boolean },
): Promise<void> {
  const { cluster } = held.journal();
  if (cluster === undefined || !cluster.created_by_us || !cluster.destroy || cluster.keep_until !== undefined) return;
  const { workset } = held.place;
  const { destroyOnCompletion, keepHours } = (await readWork(deps, workset)).cluster;
  if ((destroyOnCompletion !== "on_success" && !holdsResults) || keepHours === 0) return;
  const until = new Date(deps.clock.now().getTime() + keepHours * hour).toISOString();
  const place = `--cluster ${cluster.name} --region ${cluster.region}`;
  const [exportCommand, deleteCommand] = [`deno task export ${place}`, `deno task delete ${place}`];
  if (cluster.shared === true) {
    await keepShared(deps, held, new Date(until));
    const text = `${workset}: shared cluster ${cluster.name} is kept until ${until}` +
      (holdsResults ? `, and the only copy of the results is on it; export them with: ${exportCommand}` : "");
    deps.say("warn", text, { event: "kept", workset, cluster: cluster.name });
    return await notify(deps, held, "cluster_kept");
  }
  const hasDeadline = keepHours >= leastDeadline && await setDeadline(deps, held, cluster, keepHours);
  const kept = hasDeadline ? { ...cluster, destroy: false, has_deadline: true } : { ...cluster, keep_until: until };
  await insist(deps, held, () => held.note((journal) => ({ ...journal, cluster: kept })));
  const who = hasDeadline ? "AWS" : "A running monitor";
  const [holds, advice] = holdsResults
    ? [
      ", and the only copy of its results is on it",
      `export them and delete the cluster with: ${deleteCommand} --export`,
    ]
    : ["", `delete it sooner with: ${deleteCommand}`];
  const text = `${workset}: failed; no other workset uses its cluster${holds}. ` +
    `${who} deletes cluster ${cluster.name} at its deletion deadline, ${until}; ${advice}`;
  deps.say("warn", text, { event: "kept", workset, cluster: cluster.name });
  await notify(deps, held, "cluster_kept");
}

/** An attempt that goes on with a cluster that was kept has it for as long as it takes. */
export async function keepNoLonger(deps: WorkDeps, held: Held): Promise<void> {
  const { cluster } = held.journal();
  if (cluster?.has_deadline !== true) return;
  await cancelDeadline(deps, held, cluster);
}
