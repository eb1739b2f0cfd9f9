import type { Journal } from "../protocol/journal.ts";

/** What is told: how a workset has ended, and what goes on costing money. */
export type Occasion = "complete" | "error" | "cancelled" | "cluster_kept" | "teardown_failed";

/** What a message says; the same event has the same `id` whoever tells it, so that a reader can know it again. */
export type Notice = {
  readonly id: string;
  readonly event: Occasion;
  readonly workset: string;
  readonly root: string;
  readonly attempt: number;
  readonly state: string;
  /** One line for people; chats show it. */
  readonly text: string;
  readonly results: string | null;
  readonly error: Journal["error"] | null;
  readonly cluster: { readonly name: string; readonly region: string } | null;
};

export function noticeOf(journal: Journal, occasion: Occasion, root: string): Notice {
  const { workset, attempt, phase, results, error, cluster } = journal;
  return {
    id: `${root}ready/${workset}#${attempt}-${occasion}`,
    event: occasion,
    workset,
    root,
    attempt,
    state: phase,
    text: lineOf(journal, occasion),
    results: results ?? null,
    error: error ?? null,
    cluster: cluster === undefined ? null : { name: cluster.name, region: cluster.region },
  };
}

function lineOf({ workset, results, error, cluster }: Journal, occasion: Occasion): string {
  const which = `cluster ${cluster?.name} in ${cluster?.region}`;
  switch (occasion) {
    case "complete":
      return `${workset} is complete${results === undefined ? "" : `: ${results}`}`;
    case "error":
      return `${workset} has failed: ${error?.code} at ${error?.step}: ${error?.message}`;
    case "cancelled":
      return `${workset} was cancelled`;
    case "cluster_kept":
      return `${workset} has failed; its ${which} is kept and costs money`;
    case "teardown_failed":
      return `${which} of ${workset} could not be deleted and still costs money; the monitor tries again`;
  }
}

/** SNS takes 100 characters of ASCII; the end is what differs. */
export function subjectOf({ workset, event }: Notice): string {
  const [name, end] = [workset.replace(/[^\x20-\x7e]/g, "?"), `: ${event.replaceAll("_", " ")}`];
  return `daylily workset ${name}`.slice(0, 100 - end.length) + end;
}
