import { type WorksetsPage, worksetsPage } from "../../lib/answers/worksets/worksets_page.ts";
import type { ReportRow } from "../../lib/worksets/monitor/report_worksets.ts";

const minute = 60_000;
const begin = Date.UTC(2026, 0, 2, 3, 0);
const at = (minutes: number) => new Date(begin + minutes * minute).toISOString();

/** A workset of the page. @param steps how many minutes each has taken, one after another; the last one may not have ended */
export function seenRow(
  workset: string,
  from: number,
  steps: Readonly<Record<string, number | undefined>>,
  more: Partial<ReportRow> = {},
): ReportRow {
  let now = from;
  const bars = Object.entries(steps).map(([name, minutes]) => {
    const started = at(now);
    now += minutes ?? 0;
    const state = minutes === undefined ? "started" : name === more.error?.step ? "failed" : "done";
    return { name, state, started, ended: minutes === undefined ? undefined : at(now) } as const;
  });
  return {
    workset,
    state: "complete",
    step: "",
    attempt: 1,
    started: at(from),
    finished: at(now),
    cluster: "research-hg38",
    region: "us-west-2",
    results: `s3://research-data/worksets/complete/${workset}/`,
    detail: "",
    cost: { usd: 12.34, uncounted: [], why: "" },
    error: undefined,
    steps: bars,
    history: [{ at: at(from), event: "claimed", epoch: 1, owner: "monitor one" }],
    keptUntil: undefined,
    ...more,
  };
}

/** A page of all that can be seen of worksets. @param name stands in every text of one of them, and of a cluster */
export function seenPage(name = "workset_20260102T051000Z", more: Partial<WorksetsPage> = {}): string {
  const whole = { snapshot: 1, validate: 1, cluster: 22, stage: 9, clone: 1, config: 1, run: 240, mirror_complete: 12 };
  const error = { code: "WS-PIP-001", step: "run", message: `the pipeline ended with exit code 7: ${name}` };
  const rows: readonly ReportRow[] = [
    seenRow(name, 130, { snapshot: 1, validate: 1, cluster: 21, stage: 4, run: 33 }, {
      state: "error",
      step: "run",
      error,
      detail: `${error.code} ${error.message}`,
      cost: { usd: 3.21, uncounted: ["file system fs-1, PERSISTENT_2"], why: "" },
      keptUntil: at(900),
      results: name,
      history: [
        { at: at(130), event: "claimed", epoch: 1, owner: name },
        { at: at(150), event: "adopt", epoch: 2, owner: "monitor two" },
        { at: at(190), event: "error", epoch: 2, owner: "monitor two" },
      ],
    }),
    seenRow("workset_20260102T060000Z", 180, { snapshot: 1, validate: 1, cluster: 20, run: undefined }, {
      state: "in progress",
      step: "run",
      finished: undefined,
      results: undefined,
    }),
    seenRow("workset_20260102T030000Z", 0, whole),
    seenRow("workset_20260102T031500Z", 15, whole, {
      cost: { usd: undefined, uncounted: [], why: "permission to read the instances was denied" },
    }),
    seenRow("workset_20260102T070000Z", 0, {}, {
      state: "ready",
      started: undefined,
      finished: undefined,
      cluster: undefined,
      region: undefined,
      results: undefined,
      attempt: undefined,
      history: [],
      cost: { usd: undefined, uncounted: [], why: "it has had no cluster yet" },
    }),
  ];
  return worksetsPage({
    root: "s3://research-data/worksets",
    now: new Date(begin + 330 * minute),
    toolVersion: "1.0.0",
    rows,
    clusters: [
      { v: 1, name: "research-hg38", region: "us-west-2", profile: "p", phase: "ready", users: [name] },
      { v: 1, name: "idle", region: "us-west-2", profile: "p", phase: "idle", users: [], keep_until: at(350) },
    ],
    ...more,
  });
}
