import { resumeCommand } from "../../state/journal/resume_command.ts";
import { explainAwsError } from "../../aws/aws_error.ts";
import { callerIdentity } from "../../aws/questions/identity.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Caller } from "../../preflight/identity_gate.ts";
import { runsFolder } from "../../state/config_folder.ts";
import { isUnfinished, ownership, standsInTheWay } from "../../state/journal/facts.ts";
import { continueJournal } from "../../state/journal/journal.ts";
import { beginLook as beginAnyLook, beginRun, continueRun, prepareRunsFolder } from "../../state/run.ts";
import { lockRun } from "../../state/run_lock.ts";
import { type KnownRun, readRuns, type Runs, runsAbout, unfinishedRuns } from "../../state/journal/runs.ts";
import { tellTakenOver } from "../../state/journal/tell_taken_over.ts";
import { join } from "node:path";
import type { CreateDeps, Creation } from "../create_deps.ts";
import type { CreateRequest } from "../create_request.ts";

/** Begins a creation. It has the cluster to itself only from `claimCluster` on. @throws DayError DAY-RUN-007 */
export function beginCreation(deps: CreateDeps, request: CreateRequest, subject: string): Promise<Creation> {
  const { region, profile } = request;
  return beginRun(deps, { operation: "create", subject, region, profile, request });
}

/** Begins a look at what a creation would do. @throws DayError DAY-RUN-007 */
export function beginLook(deps: CreateDeps, request: CreateRequest, subject: string): Promise<Creation> {
  const { region, profile } = request;
  return beginAnyLook(deps, { operation: "look", subject, region, profile, request });
}

/**
 * Makes the cluster this run's alone, once AWS has said who calls: takes its lock, makes sure that no earlier run of it stands in
 * the way, and takes over what unfinished ones have made.
 *
 * @param anew also what stands in the way is taken over
 * @throws DayError DAY-RUN-001 under somebody else's lock, DAY-RUN-002 before an unfinished run
 */
export async function claimCluster(
  run: Creation,
  { account, callerArn }: Pick<Caller, "account" | "callerArn">,
  anew: boolean,
): Promise<void> {
  await run.journal.record({ fact: "caller", account, arn: callerArn });
  const { deps, region, subject, folder } = run;
  const about = { account, region, subject };
  run.hold(await lockRun(runsFolder(folder), about, deps.self));
  // Read again under the lock: whoever held it a moment ago may have left an unfinished run.
  const runs = await readRuns(deps.files, runsFolder(folder));
  const earlier = runsAbout({ ...runs, known: unfinishedRuns(runs) }, about);
  const inTheWay = earlier.findLast(({ facts }) => standsInTheWay(facts));
  if (inTheWay !== undefined && !anew) throw unfinishedError(inTheWay);
  for (const { name, facts } of earlier) {
    for (const fact of [{ fact: "took_over", run: name } as const, ...ownership(facts)]) await run.journal.record(fact);
    tellTakenOver(deps, name);
  }
}

/**
 * The unfinished run that a new one of the same profile, region and name would meet; nothing when its way is free.
 *
 * @throws DayError DAY-RUN-004 for a damaged journal of that name: what it knew must not be taken for somebody else's
 */
export function metByNewRun(
  runs: Runs,
  { profile, region }: Pick<CreateRequest, "profile" | "region">,
  subject: string,
): KnownRun | undefined {
  const damaged = runs.damaged.find((run) => run.subject === subject);
  if (damaged !== undefined) throw damaged.why;
  return unfinishedRuns(runs).findLast((run) =>
    run.subject === subject && run.region === region && run.profile === profile && standsInTheWay(run.facts)
  );
}

/** Nobody is asked about a run that is at work. @throws DayError DAY-RUN-001 */
export async function refuseAtWork(deps: CreateDeps, { account = "", region, subject }: KnownRun): Promise<void> {
  (await lockRun(await prepareRunsFolder(deps), { account, region, subject }, deps.self)).release();
}

const anew =
  "or start a new run with --new-run: it uses the resources that exist already, but asks its questions again";

/** For whoever can neither be asked nor wants to go on with it. */
export function unfinishedError({ name, subject }: KnownRun): DayError {
  return new DayError("DAY-RUN-002", `an earlier creation of cluster ${subject} stopped before its end (run ${name})`, {
    fix: advice`resume it with: ${command(resumeCommand(name))}\n${anew}`,
  });
}

/**
 * Takes an earlier creation up again, in the account in which it began.
 *
 * @throws DayError DAY-RUN-001 under somebody else's lock, DAY-RUN-004 on a damaged journal, DAY-RUN-008 in another account
 */
export async function continueCreation(
  deps: CreateDeps,
  known: KnownRun,
  request: CreateRequest,
): Promise<Creation> {
  const { account = "", region, subject, name } = known;
  const lock = await lockRun(await prepareRunsFolder(deps), { account, region, subject }, deps.self);
  try {
    const caller = await callerIdentity(deps.aws).catch((error) => {
      deps.signal.throwIfAborted();
      throw explainAwsError(error, `resuming run ${name}`);
    });
    if (caller.account !== account) {
      const message =
        `run ${name} was started in account ${account}, but the credentials belong to account ${caller.account}`;
      throw new DayError("DAY-RUN-008", message);
    }
    const run: Creation = await continueRun(deps, known, request);
    run.hold(lock);
    return run;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Ends the runs that this one goes on for, once it can be resumed itself. Repeatable. */
export async function endTakenOver({ deps, subject, id, folder, journal }: Creation): Promise<void> {
  for (const fact of journal.facts) {
    if (fact.fact !== "took_over") continue;
    const earlier = await continueJournal(join(runsFolder(folder), `${fact.run}.jsonl`), deps.clock);
    try {
      if (isUnfinished(earlier.facts)) await earlier.record({ fact: "superseded", by: `${subject}_${id}` });
    } finally {
      earlier.close();
    }
  }
}
