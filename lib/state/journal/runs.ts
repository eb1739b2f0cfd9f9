import { resumeCommand } from "./resume_command.ts";
import { join } from "node:path";
import { advice, command, joined } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { type Fact, isUnfinished, lastFact } from "./facts.ts";
import { readJournal } from "./journal.ts";

/** A run as its journal tells it. `name` is `<subject>_<ts>`. */
export type KnownRun = {
  readonly name: string;
  readonly path: string;
  readonly id: string;
  /** For example `create`. */
  readonly operation: string;
  /** For example the cluster's name. */
  readonly subject: string;
  readonly region: string;
  readonly profile: string;
  /** Nothing while AWS had not said who calls. */
  readonly account: string | undefined;
  readonly facts: readonly Fact[];
};

/** A journal that cannot be read, or not even opened: `<subject>_<ts>`, and the error that says why. */
export type DamagedRun = {
  readonly name: string;
  readonly subject: string;
  readonly id: string;
  readonly why: DayError;
};

/** All runs of this machine, oldest first. Nobody can say anything of the damaged ones: they may have made things. */
export type Runs = { readonly known: readonly KnownRun[]; readonly damaged: readonly DamagedRun[] };

/** Reads the runs folder, once for all who ask. A journal without a single line is that of a run which never began. */
export async function readRuns(files: Files, folder: string): Promise<Runs> {
  const known: KnownRun[] = [];
  const damaged: DamagedRun[] = [];
  for (const file of await files.list(folder)) {
    const [, name, subject, id] = /^((.+)_(\d{14}))\.jsonl$/.exec(file) ?? [];
    if (name === undefined) continue;
    const path = join(folder, file);
    const run = await readRun(path, name).catch((error) => unreadable(path, error));
    if (run instanceof DayError) damaged.push({ name, subject, id, why: run });
    else if (run !== undefined) known.push(run);
  }
  return { known: known.sort((one, other) => one.id < other.id ? -1 : Number(one.id > other.id)), damaged };
}

async function readRun(path: string, name: string): Promise<KnownRun | DayError | undefined> {
  const facts = await readJournal(path);
  if (facts.length === 0) return undefined;
  const [first] = facts;
  if (first.fact !== "run") {
    return new DayError("DAY-RUN-004", `${path}:1: this is not the first line of a run's journal`);
  }
  const { run_id: id, operation, subject, region, profile } = first;
  return { name, path, id, operation, subject, region, profile, account: lastFact(facts, "caller")?.account, facts };
}

function unreadable(path: string, error: unknown): DayError {
  if (error instanceof DayError) return error;
  const isFolder = error instanceof Error && error.name === "IsADirectory";
  const why = isFolder ? "it is a folder" : reasonOf(error);
  return new DayError("DAY-RUN-004", `${path} cannot be opened: ${why}`, {
    cause: error,
    fix: isFolder ? "move it away" : advice`make it readable: ${command(`chmod u+rw ${path}`)}`,
  });
}

/** The runs that a resume could go on with. */
export function unfinishedRuns({ known }: Runs): readonly KnownRun[] {
  return known.filter(({ operation, facts }) => operation === "create" && isUnfinished(facts));
}

/** Whom a run is about. */
export type Subject = { readonly account: string; readonly region: string; readonly subject: string };

/** The runs about somebody; those that ended before AWS had said who calls have done nothing to anybody. */
export function runsAbout({ known }: Runs, { account, region, subject }: Subject): readonly KnownRun[] {
  return known.filter((run) => run.account === account && run.region === region && run.subject === subject);
}

/**
 * The run that a person means by `--resume [RUN]`: `<ts>`, `<cluster>_<ts>`, or nothing for the only unfinished one (3.23).
 *
 * @throws DayError DAY-RUN-003 when there is none, or more than one, DAY-RUN-004 when the one that is meant, or may be, is damaged
 */
export function runToResume(runs: Runs, wanted: string): KnownRun {
  const unfinished = unfinishedRuns(runs);
  const isMeant = ({ name, id }: Pick<KnownRun, "name" | "id">) => wanted === "" || wanted === name || wanted === id;
  const fitting = unfinished.filter(isMeant);
  if (fitting.length === 1) return fitting[0];
  const list = (some: readonly KnownRun[]) =>
    joined(some.map(({ name }) => advice`\n  ${command(resumeCommand(name))}`), "");
  if (fitting.length > 1) {
    throw new DayError("DAY-RUN-003", "several runs are unfinished", {
      fix: advice`name the one you mean:${list(fitting)}`,
    });
  }
  const damaged = runs.damaged.find(isMeant);
  if (damaged !== undefined) throw damaged.why;
  const isFinished = wanted !== "" && runs.known.some(isMeant);
  const why = wanted === ""
    ? "no run is unfinished"
    : isFinished
    ? `run ${wanted} has nothing left to resume`
    : `there is no run ${wanted}`;
  const fix = unfinished.length > 0
    ? advice`unfinished runs:${list(unfinished)}`
    : advice`start a new run with: ${command("deno task create --region-az ZONE")}`;
  throw new DayError("DAY-RUN-003", why, { fix });
}
