import { explainAwsError } from "../../aws/aws_error.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Remembered, Warning } from "../../state/journal/facts.ts";
import { subscription } from "../../aws/resources/subscription.ts";
import type { Json } from "../../host/json.ts";
import type { CallersCluster } from "../../state/begin_on.ts";
import { shortRun } from "../../state/short_run.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { writeRecord } from "../known/write_record.ts";
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
  /** What only a person can repair, or has to ask for. */
  readonly reportOnly: readonly Finding[];
  /** What was to be repaired and still differs, with the reason where there is one. */
  readonly left: readonly { readonly finding: Finding; readonly error: DayError | undefined }[];
  readonly unchecked: Drift["unchecked"];
  readonly notes: Drift["notes"];
};

/**
 * Shows the differences, puts back what runs of ours have made or repaired, and looks again. One failure hides no other. Repeatable:
 * what is as remembered is not written.
 *
 * @throws DayError DAY-RUN-001 while another run works on the cluster; the reason of an interruption
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
    const { failed, notes } = await writeAgain(deps, place, things, includeFound);
    const after = await checkDrift(deps, question);
    const stillMeant = after.findings.filter(isMeant);
    const isUnknown = (thing: Finding["item"]) =>
      after.unchecked.some(({ resource, id }) => resource === thing.resource && id === thing.id);
    return {
      ...after,
      notes: [...after.notes, ...notes],
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

/** What became of writing again: why some could not be, and what a person has to know. */
type Written = {
  readonly failed: ReadonlyMap<Remembered, DayError>;
  readonly notes: readonly string[];
  readonly warnings: readonly Warning[];
  readonly error?: DayError;
};

async function writeAgain(
  deps: CreateDeps,
  { account, region, cluster: subject, callerArn: arn }: CallersCluster,
  things: readonly Remembered[],
  includeFound: boolean,
): Promise<Written> {
  const request = { include_found: includeFound };
  const start = { operation: "drift-repair", subject, region, profile: deps.aws.profile, request };
  const doing = `repairing the drift of cluster ${subject}`;
  return await shortRun(deps, start, { dryRun: false, doing }, async (run) => {
    await run.journal.record({ fact: "caller", account, arn });
    const failed = new Map<Remembered, DayError>();
    const notes: string[] = [];
    for (const thing of things) {
      try {
        const ensured = await kindOf(kindsAroundCluster, thing)?.repair(run.walk(), run.deps, thing.expected);
        if (thing.kind === subscription.kind && isPending(ensured?.out)) notes.push(confirmation(thing));
      } catch (error) {
        deps.signal.throwIfAborted();
        failed.set(thing, explainAwsError(error, `repairing ${thing.kind} ${thing.key}`));
      }
    }
    const memory = await rememberCluster(deps.files, run.folder, { account, region, cluster: subject });
    await writeRecord(run, memory, { account, arn }, () => ({}));
    const [error] = failed.values();
    return { failed, notes, warnings: [], ...(error && { error }) };
  });
}

function isPending(out: Json | undefined): boolean {
  return typeof out === "object" && out !== null && "state" in out && out.state === "pending";
}

function confirmation({ expected }: Remembered): string {
  return `confirm the mail that AWS has sent to ${
    subscription.spec.parse(expected).email
  }: the heartbeat mails arrive only after that`;
}
