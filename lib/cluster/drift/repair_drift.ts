import { explainAwsError } from "../../aws/aws_error.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import { beginOn, type CallersCluster } from "../../state/begin_on.ts";
import { prepareRunsFolder } from "../../state/run.ts";
import { lockRun } from "../../state/run_lock.ts";
import { kindOf } from "../../state/walks/wanted.ts";
import type { CreateDeps } from "../create_deps.ts";
import { kindsAroundCluster } from "../wanted/kinds.ts";
import { checkDrift, type DriftQuestion } from "./check_drift.ts";
import type { Drift, Finding } from "./drift.ts";

export type RepairOptions = {
  /** Also what no run of ours has made or repaired. */
  readonly includeFound: boolean;
  /** The differences in the form in which people read them. */
  readonly linesOf: (drift: Drift) => readonly string[];
};

/** What became of the differences. */
export type Repaired = {
  readonly repaired: readonly Finding[];
  /** What only a person can put right, or has to ask for. */
  readonly reportOnly: readonly Finding[];
  /** What was to be put right and still differs, with the reason where there is one. */
  readonly left: readonly { readonly finding: Finding; readonly error: DayError | undefined }[];
  readonly unchecked: Drift["unchecked"];
  readonly notes: Drift["notes"];
};

/**
 * Shows the differences, puts back what runs of ours have made or repaired, and looks again. One failure hides no other. Repeatable:
 * what is as remembered is not written.
 *
 * @throws DayError DAY-RUN-001 while another run works on the cluster; the reason of an interruption
 * @see decisions 3.37 and 3.57b
 */
export async function repairDrift(
  deps: CreateDeps,
  { place, question }: { readonly place: CallersCluster; readonly question: DriftQuestion },
  { includeFound, linesOf }: RepairOptions,
): Promise<Repaired> {
  const { account, region, cluster } = place;
  const lock = await lockRun(await prepareRunsFolder(deps), { account, region, subject: cluster }, deps.self);
  try {
    const before = await checkDrift(deps, question);
    for (const message of linesOf(before)) deps.emit({ code: "drift.found", level: "info", message });
    const isMeant = ({ repair, item }: Finding) => repair !== undefined && (includeFound || item.origin !== "found");
    const meant = before.findings.filter(isMeant);
    if (meant.length === 0) return { ...before, repaired: [], reportOnly: before.findings, left: [] };
    const things = question.remembered.filter((each) => meant.some(({ repair }) => repair === each));
    const failed = await writeAgain(deps, place, things, includeFound);
    const after = await checkDrift(deps, question);
    const stillMeant = after.findings.filter(isMeant);
    const isUnknown = (thing: Finding["item"]) =>
      after.unchecked.some(({ resource, id }) => resource === thing.resource && id === thing.id);
    return {
      ...after,
      repaired: meant.filter(({ item, repair }) =>
        !isUnknown(item) && !stillMeant.some((each) => each.repair === repair && each.item.field === item.field)
      ),
      reportOnly: after.findings.filter((each) => !isMeant(each)),
      left: stillMeant.map((finding) => ({ finding, error: finding.repair && failed.get(finding.repair) })),
    };
  } finally {
    lock.release();
  }
}

/** @returns the reasons of what failed */
async function writeAgain(
  deps: CreateDeps,
  place: CallersCluster,
  things: readonly Remembered[],
  includeFound: boolean,
): Promise<ReadonlyMap<Remembered, DayError>> {
  const run = await beginOn(deps, place, { operation: "drift-repair", request: { include_found: includeFound } });
  const failed = new Map<Remembered, DayError>();
  try {
    for (const thing of things) {
      try {
        await kindOf(kindsAroundCluster, thing)?.repair(run.walk(), run.deps, thing.expected);
      } catch (error) {
        deps.signal.throwIfAborted();
        failed.set(thing, explainAwsError(error, `putting ${thing.kind} ${thing.key} right`));
      }
    }
    const [first] = failed.values();
    await run.journal.record({ fact: "end", status: first ? "failed" : "created", exit_code: first?.exitCode ?? 0 });
    return failed;
  } finally {
    run.close();
  }
}
