import { basename } from "node:path";
import { z } from "zod";
import { gates as allGates } from "../names/gates.ts";
import { isOf, lastFact } from "../state/journal/facts.ts";
import type { TimedFact } from "../state/journal/journal.ts";
import { thing } from "./thing.ts";

/** Something that took time. `from` and `to` are milliseconds since 1970; `to` is undefined where nobody saw its end. */
export type Bar = {
  readonly group: "preflight" | "programs" | "waits" | "resources" | "headnode" | "worksets" | "steps";
  readonly title: string;
  readonly from: number;
  readonly to: number | undefined;
  readonly outcome: "done" | "failed" | "open";
};

/** A stretch of time in which a process worked on the run; between two of them nobody did. */
export type Life = { readonly from: number; readonly to: number };

export type Timeline = { readonly bars: readonly Bar[]; readonly lives: readonly Life[] };

const gateTimes = z.array(z.object({ title: z.string(), begun: z.string(), ended: z.string() }));

/** What happened when, out of a run's journal. */
export function timeline(facts: readonly TimedFact[]): Timeline {
  const bars = [...gateBars(facts), ...programBars(facts), ...resourceBars(facts), ...headNodeBars(facts)];
  return { bars: bars.toSorted((one, other) => one.from - other.from), lives: livesOf(facts) };
}

/** One for the beginning, and one for each resume. */
function livesOf(facts: readonly TimedFact[]): readonly Life[] {
  const begins = facts.flatMap(({ fact }, at) => at === 0 || fact.fact === "resumed" ? [at] : []);
  return begins.map((begin, index) => ({
    from: facts[begin].at,
    to: facts[(begins[index + 1] ?? facts.length) - 1].at,
  }));
}

/** The gates of the last preflight; a resume that has passed them does not enter them again. */
function gateBars(facts: readonly TimedFact[]): readonly Bar[] {
  const plain = facts.map(({ fact }) => fact);
  const times = gateTimes.safeParse(lastFact(plain, "decided", ({ key }) => key === "gates")?.value);
  const passed = lastFact(plain, "preflight_passed") !== undefined;
  return (times.data ?? []).map(({ title, begun, ended }, at, all) => {
    const number = allGates.findIndex((gate) => gate.title === title) + 1;
    return {
      group: "preflight",
      title: `gate ${number}: ${title}`,
      from: Date.parse(begun),
      to: Date.parse(ended),
      outcome: !passed && at === all.length - 1 ? "failed" : "done",
    };
  });
}

function programBars(facts: readonly TimedFact[]): readonly Bar[] {
  return facts.flatMap(({ at, fact }, index) => {
    if (fact.fact !== "child_started") return [];
    const end = facts.slice(index).find(({ fact: later }) =>
      later.fact === "child_ended" && later.argv.join("\0") === fact.argv.join("\0")
    );
    const code = end?.fact.fact === "child_ended" ? end.fact.code : undefined;
    const [program, verb = ""] = fact.argv;
    return [{
      group: "programs",
      title: `${basename(program)} ${verb}`.trim(),
      from: at,
      to: end?.at,
      outcome: code === undefined ? "open" : code === 0 ? "done" : "failed",
    }];
  });
}

/** AWS builds them for minutes, and the run waits. */
const builtByAws: ReadonlySet<string> = new Set(["network-stack", "cluster"]);

/** From the intent to write until it was seen to stand; the first memory counts, later ones only complete it. */
function resourceBars(facts: readonly TimedFact[]): readonly Bar[] {
  return facts.flatMap(({ at, fact }, index) => {
    if (fact.fact !== "intent") return [];
    const isSame = isOf(fact.kind, fact.key);
    const end = facts.slice(index + 1).find(({ fact: later }) =>
      (later.fact === "remembered" || later.fact === "refused" || later.fact === "removed" ||
        later.fact === "intent") &&
      isSame(later)
    );
    const outcome = end === undefined ? "open" : end.fact.fact === "remembered" ? "done" : "failed";
    const group = builtByAws.has(fact.kind) ? "waits" : "resources";
    return [{ group, title: thing(fact.kind, fact.key).title, from: at, to: end?.at, outcome }];
  });
}

/** What a stranger calls the steps of `lib/cluster/headnode/steps.ts`. */
const stepTitles: Readonly<Record<string, string>> = {
  key: "making its key",
  show_key: "reading its public key",
  clone: "cloning the control repository",
  tools: "installing its tools",
  repositories: "copying the catalogue of repositories",
  environment: "making the conda environment DAY-EC",
};

/** A step leaves a mark when it is done. They follow each other, so that each began when the fact before its mark was written. */
function headNodeBars(facts: readonly TimedFact[]): readonly Bar[] {
  return facts.flatMap(({ at, fact }, index) => {
    const [, step] = fact.fact === "decided" ? /^headnode\.(\w+) /.exec(fact.key) ?? [] : [];
    if (step === undefined || index === 0) return [];
    return [{ group: "headnode", title: stepTitles[step] ?? step, from: facts[index - 1].at, to: at, outcome: "done" }];
  });
}
