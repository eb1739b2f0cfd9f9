import { reasonOf } from "../../../lib/host/errors/reason_of.ts";
import type { Sandbox } from "../../support/sandbox.ts";
import { inSandboxes } from "../in_sandboxes.ts";
import { cellsOf, type CrashCell } from "./cells.ts";
import type { Judgement } from "./judge.ts";
import { type Reference, referenceOf } from "./reference.ts";
import { runCell } from "./run_cell.ts";
import { beginnings, type Subject } from "./subjects.ts";

export type MatrixOptions = {
  readonly subjects: readonly Subject[];
  /** Which of all cells of these tasks are to run. @param all in the order of the table, the same in every run */
  choose(all: readonly CrashCell[]): readonly CrashCell[];
  /** Sandboxes side by side. */
  readonly width: number;
  done(cell: CrashCell, judgement: Judgement, seconds: number): Promise<void>;
};

/** @returns all cells that there are, whether they were chosen or not */
export async function runMatrix({ subjects, choose, width, done }: MatrixOptions): Promise<readonly CrashCell[]> {
  const references = new Map<Subject, Reference>();
  await sideBySide(subjects, width, async (sandbox, subject) => {
    references.set(subject, await referenceOf(sandbox, subject));
  });
  const all = subjects.flatMap((subject) => cellsOf(subject, known(references, subject)));
  await sideBySide(choose(all), width, async (sandbox, cell) => {
    const begin = performance.now();
    const judgement = await runCell(sandbox, cell, known(references, cell.subject)).catch((error): Judgement => ({
      verdict: "failed",
      detail: reasonOf(error),
    }));
    await done(cell, judgement, (performance.now() - begin) / 1_000);
  });
  return all;
}

function known(references: ReadonlyMap<Subject, Reference>, subject: Subject): Reference {
  const reference = references.get(subject);
  if (reference === undefined) throw new Error(`${subject.name} was not run in peace`);
  return reference;
}

/** Does something with each of these in a sandbox with the account in which it begins, several at a time. */
async function sideBySide<T extends Subject | CrashCell>(
  items: readonly T[],
  width: number,
  work: (sandbox: Sandbox, item: T) => Promise<void>,
): Promise<void> {
  const subjectOf = (item: T): Subject => "subject" in item ? item.subject : item;
  for (const [name, world] of Object.entries(beginnings)) {
    const mine = items.filter((item) => subjectOf(item).beginning === name);
    await inSandboxes(mine, { width, world }, work);
  }
}
