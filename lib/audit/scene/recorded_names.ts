import type { Json } from "../../host/json.ts";
import { lastFact, type Remembered } from "../../state/journal/facts.ts";
import type { KnownRun } from "../../state/journal/runs.ts";
import type { StateRecord } from "../../state/state_record.ts";

/** What the journals and records of this machine know of a cluster. */
export type Memory = {
  readonly cluster: string;
  readonly runs: readonly KnownRun[];
  readonly records: readonly StateRecord[];
  readonly resources: readonly Remembered[];
};

/** What is recorded of a cluster and cannot be told from names and tags. */
export type RecordedNames = {
  readonly cluster: string;
  readonly budgets: readonly string[];
  /** The buckets whose table of budget users has a line of the cluster. */
  readonly buckets: readonly string[];
  /** The cluster was made with a file system that is to outlive it. */
  readonly retainsFileSystem: boolean;
};

export function recordedNames({ cluster, runs, records, resources }: Memory): RecordedNames {
  const named = (kind: string, field: string, fits: (spec: Json) => boolean = () => true) =>
    resources.filter((each) => each.kind === kind && fits(each.expected)).map(({ expected }) => textAt(expected, field))
      .filter((name) => name !== "");
  const distinct = (names: readonly string[]) => [...new Set(names)].filter((name) => name !== "");
  const budgets = [
    ...named("budget", "name", (spec) => textAt(spec, "cluster") === cluster),
    ...records.map(({ budgets }) => budgets.cluster),
  ];
  return {
    cluster,
    // One for all clusters counts by the name of the first one.
    budgets: distinct(budgets).filter((name) => name !== "daylily-global"),
    buckets: distinct([...named("tags-table-line", "bucket"), ...records.map(({ bucket }) => bucket)]),
    retainsFileSystem: retains(runs),
  };
}

/** What the last run that had settled it was told to do with the file system when the cluster goes. */
function retains(runs: readonly KnownRun[]): boolean {
  const settled = runs.map(({ facts }) => lastFact(facts, "decided", ({ key }) => key === "prepared")?.value)
    .findLast((value) => value !== undefined);
  return textAt(valueAt(valueAt(settled, "settings"), "auto_delete_fsx"), "value") === "Retain";
}

function valueAt(value: Json | undefined, name: string): Json | undefined {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  return isRecord ? (value as { readonly [name: string]: Json })[name] : undefined;
}

function textAt(value: Json | undefined, name: string): string {
  const found = valueAt(value, name);
  return typeof found === "string" ? found : "";
}
