import type { Identity } from "../../aws/questions/identity.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { poll } from "../../host/poll.ts";
import { runsFolder } from "../../state/config_folder.ts";
import type { Run } from "../../state/run.ts";
import { lockRun } from "../../state/run_lock.ts";
import type { CreateDeps } from "../create_deps.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { writeRecord } from "../known/write_record.ts";
import type { BudgetRequest } from "./budget_request.ts";

/** Milliseconds between tries: another budget of the cluster holds the lock for a moment, its creation for long. */
const pauses = [50, 100, 200, 400, 800, 1_600];

/**
 * Keeps the state record of the budget's cluster true, where there is one. While another run works on the cluster that run writes
 * the record, and what was made here stands in the journal.
 */
export async function updateRecord(run: Run<BudgetRequest, CreateDeps>, caller: Identity): Promise<void> {
  const { deps, folder, region, subject: cluster, request } = run;
  const place = { account: caller.account, region, cluster };
  if ((await rememberCluster(deps.files, folder, place)).records.length === 0) return;
  const lock = await poll(deps, { pauses }, async () => {
    try {
      return await lockRun(runsFolder(folder), { ...place, subject: cluster }, deps.self);
    } catch (error) {
      if (error instanceof DayError && error.code === "DAY-RUN-001") return undefined;
      throw error;
    }
  });
  if (lock === undefined) return;
  try {
    // Read again under the lock: another budget of the cluster may have been faster.
    const memory = await rememberCluster(deps.files, folder, place);
    await writeRecord(run, memory, caller, ({ budgets, region_az: zone }) => ({
      budgets: request.project === "daylily-global"
        ? { ...budgets, global: request.project }
        : request.project === `da-${zone}-${cluster}`
        ? { ...budgets, cluster: request.project }
        : budgets,
    }));
  } finally {
    lock.release();
  }
}
