import { atOnce } from "../../host/at_once.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { readSentinel, type SentinelKind } from "../contract/sentinels.ts";
import { costOf, type CostTold } from "../protocol/cost_of.ts";
import { type Journal, owesTeardown } from "../protocol/journal.ts";
import { journalOf } from "../protocol/journal_of.ts";
import { placeOf, sight, type Sighting } from "../protocol/sighting.ts";
import type { StoreReads } from "../store/store.ts";
import { isSharedKey, readShared, type SharedCluster, sharedClusters } from "../cluster/shared_cluster.ts";
import { listCandidates } from "./list_candidates.ts";

/** In the order in which they are shown. */
const reportStates = ["error", "in progress", "locked", "ready", "complete", "ignored", "unknown"] as const;
export type ReportState = (typeof reportStates)[number];

export type ReportRow = {
  readonly workset: string;
  readonly state: ReportState;
  /** The step that is done now, or the one that has failed. */
  readonly step: string;
  readonly attempt: number | undefined;
  readonly started: string | undefined;
  readonly finished: string | undefined;
  readonly cluster: string | undefined;
  readonly region: string | undefined;
  readonly results: string | undefined;
  readonly detail: string;
  readonly cost: CostTold;
  readonly error: Journal["error"];
  readonly steps: readonly ReportStep[];
  readonly history: Journal["history"];
  /** Until when its cluster is kept. */
  readonly keptUntil: string | undefined;
};

export type ReportStep = {
  readonly name: string;
  readonly state: "started" | "done" | "failed";
  readonly started: string;
  readonly ended: string | undefined;
};

/** How a root stands: its worksets, and the clusters that they share. */
export type WorksetReport = { readonly rows: readonly ReportRow[]; readonly clusters: readonly SharedCluster[] };

/** What stands below `ready/`, and what lies in the reserved folders: three requests per workset at most. */
export async function reportWorksets(store: StoreReads, root: string, only: readonly string[]): Promise<WorksetReport> {
  const rows: ReportRow[] = [];
  for await (const names of listCandidates(store, root)) {
    const wanted = names.filter((name) => only.length === 0 || only.includes(name));
    rows.push(...await atOnce(16, wanted, (name) => rowOf(store, root, name)));
  }
  for (const folder of ["in_flight", "ignore"]) {
    const prefix = `${root}/${folder}/`;
    const { folders } = await store.list({ prefix, delimiter: "/" });
    for (const each of folders) {
      const workset = each.slice(prefix.length, -1);
      if (only.length === 0 || only.includes(workset)) rows.push(reserved(workset, folder));
    }
  }
  const rank = ({ state }: ReportRow) => reportStates.indexOf(state);
  rows.sort((one, other) => rank(one) - rank(other) || (one.workset < other.workset ? -1 : 1));
  return { rows, clusters: await clustersOf(store, root) };
}

async function clustersOf(store: StoreReads, root: string): Promise<readonly SharedCluster[]> {
  const { objects } = await store.list({ prefix: sharedClusters(root) });
  const read = await atOnce(
    16,
    objects.filter(({ key }) => isSharedKey(key)),
    ({ key }) => store.get(key).then((each) => each && readShared(each.bytes, key)),
  );
  return read.filter((each) => each !== undefined);
}

async function rowOf(store: StoreReads, root: string, workset: string): Promise<ReportRow> {
  const place = placeOf(root, workset);
  const { sentinels } = await sight(store, place);
  const state = stateOf(sentinels);
  try {
    const journal = (await journalOf(store, place))?.value;
    const row = { workset, state, ...toldBy(journal) };
    return journal === undefined || state === "ignored" ? { ...row, ...await toldBySentinel(store, sentinels) } : row;
  } catch (error) {
    if (!(error instanceof DayError) || error.code !== "WS-STO-002") throw error;
    return { workset, state, ...toldBy(undefined), detail: `${error.code} ${error.message}` };
  }
}

/** What a person, or a monitor of an earlier generation, has written into the sentinel that the state is shown by. */
async function toldBySentinel(
  store: StoreReads,
  { ignore, error, complete, in_progress: inProgress }: Sighting["sentinels"],
): Promise<Partial<ReportRow>> {
  const shown = ignore ?? error ?? complete ?? inProgress;
  const object = shown === undefined ? undefined : await store.get(shown.key);
  const { time, detail } = readSentinel(new TextDecoder().decode(object?.bytes)) ?? {};
  if (shown === ignore) return { detail: detail ?? "" };
  return { [shown === inProgress ? "started" : "finished"]: time, detail: detail ?? "" };
}

function stateOf(sentinels: Sighting["sentinels"]): ReportState {
  const has = (kind: SentinelKind) => sentinels[kind] !== undefined;
  if (has("ignore")) return "ignored";
  if (has("error")) return "error";
  if (has("complete")) return "complete";
  if (has("in_progress")) return "in progress";
  if (has("lock")) return "locked";
  return has("ready") ? "ready" : "unknown";
}

function toldBy(journal: Journal | undefined): Omit<ReportRow, "workset" | "state"> {
  const started = Object.entries(journal?.steps ?? {}).filter(([, { state }]) => state !== "done");
  return {
    step: journal?.error?.step ?? started.at(-1)?.[0] ?? "",
    attempt: journal?.attempt,
    started: journal?.started,
    finished: journal?.finished,
    cluster: journal?.cluster?.name,
    region: journal?.cluster?.region,
    results: journal?.results,
    cost: costOf(journal ?? {}),
    error: journal?.error,
    steps: Object.entries(journal?.steps ?? {}).map(([name, { state, started, ended }]) => ({
      name,
      state,
      started,
      ended,
    })),
    history: journal?.history ?? [],
    keptUntil: journal !== undefined && owesTeardown(journal) ? journal.cluster?.keep_until : undefined,
    detail: journal?.error === undefined ? "" : `${journal.error.code} ${journal.error.message}`,
  };
}

function reserved(workset: string, folder: string): ReportRow {
  return { workset, state: "ignored", ...toldBy(undefined), detail: `in ${folder}/, which no monitor touches` };
}
