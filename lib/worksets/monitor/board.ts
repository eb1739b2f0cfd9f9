import type { WorksetRow } from "../../host/events/event_codes.ts";
import type { Said } from "../steps/work_deps.ts";

/** Puts together what is said of each workset, so that a table can show it. */
export type Board = (said: Said, at: Date) => WorksetRow | undefined;

const words: Readonly<Record<string, string>> = {
  claim: "working",
  rearm: "working",
  adopt: "working",
  cancel: "ending",
  settle: "finishing",
};

/** A table of the worksets that a monitor works on. */
export function board(): Board {
  const rows = new Map<string, WorksetRow & { readonly begun: number }>();
  return (said, at) => {
    const { workset, event } = said;
    if (workset === undefined) return undefined;
    const known = rows.get(workset);
    const before = event === "take" ? undefined : known;
    if (before === undefined && event !== "take") return undefined;
    const begun = timeOf(said.started) ?? before?.begun ?? at.getTime();
    const seconds = Math.max(0, Math.round((at.getTime() - begun) / 1000));
    const blank = { workset, state: "working", step: "", cluster: "", cost: "", is: "going", begun, seconds } as const;
    const row = { ...blank, ...before, begun, seconds, ...changeOf(said) };
    if (row.is === "going") rows.set(workset, row);
    else rows.delete(workset);
    const { begun: _, ...shown } = row;
    return shown;
  };
}

function changeOf(said: Said): Partial<WorksetRow> {
  const { event, purpose, step, state, phase, cluster, cost } = said;
  const more = {
    ...typeof cluster === "string" ? { cluster } : {},
    ...typeof cost === "string" ? { cost } : {},
  };
  switch (event) {
    case "take":
      return { state: words[String(purpose)] ?? "working" };
    case "step":
      return { ...more, step: state === "done" ? "" : String(step) };
    case "terminal":
      return { state: String(phase), step: "", is: phase === "error" ? "failed" : "done" };
    case "released":
      return { state: "released", step: "", is: "done" };
    case "lost":
    case "failed":
      return { state: event, step: "", is: "failed" };
  }
  return more;
}

function timeOf(text: Said[string]): number | undefined {
  const time = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isNaN(time) ? undefined : time;
}
