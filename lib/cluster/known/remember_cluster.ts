import type { Files } from "../../host/files.ts";
import { runsFolder } from "../../state/config_folder.ts";
import { type Remembered, rememberedIn } from "../../state/journal/facts.ts";
import { type KnownRun, readRuns, type Runs, runsAbout } from "../../state/journal/runs.ts";
import { readStateRecords, type StateRecord } from "../../state/state_record.ts";

/** One cluster among all that ever bore its name. */
export type ClusterPlace = { readonly account: string; readonly region: string; readonly cluster: string };

/** What this machine knows of a cluster, oldest first. `resources` is folded over all its runs. */
export type ClusterMemory = {
  readonly runs: readonly KnownRun[];
  readonly records: readonly StateRecord[];
  readonly resources: readonly Remembered[];
};

/**
 * What the journals and the state records of an account, a region and a name tell.
 *
 * @param folder the configuration folder
 * @throws DayError DAY-RUN-004 for a damaged journal of that name, DAY-RUN-009 for a damaged record of it: what it knew of
 * things that cost money must not be passed over
 */
export async function rememberCluster(files: Files, folder: string, place: ClusterPlace): Promise<ClusterMemory> {
  const [memory] = await rememberClusters(files, folder, [place]);
  return memory;
}

/** The same of several, for which everything is read once. */
export async function rememberClusters(
  files: Files,
  folder: string,
  places: readonly ClusterPlace[],
): Promise<readonly ClusterMemory[]> {
  const runs = await readRuns(files, runsFolder(folder));
  const records = await readStateRecords(files, folder);
  return places.map((place) => memoryOf(runs, records, place));
}

function memoryOf(
  all: Runs,
  records: Awaited<ReturnType<typeof readStateRecords>>,
  { account, region, cluster: subject }: ClusterPlace,
): ClusterMemory {
  const damagedRun = all.damaged.find((run) => run.subject === subject);
  if (damagedRun !== undefined) throw damagedRun.why;
  const damagedRecord = records.damaged.find(({ cluster_name }) => cluster_name === subject);
  if (damagedRecord !== undefined) throw damagedRecord.why;
  const runs = runsAbout(all, { account, region, subject });
  return {
    runs,
    records: records.known.filter((record) =>
      record.account_id === account && record.region === region && record.cluster_name === subject
    ),
    resources: rememberedIn(runs.flatMap(({ facts }) => facts)),
  };
}
