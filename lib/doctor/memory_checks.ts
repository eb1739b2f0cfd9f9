import { join } from "node:path";
import { command } from "../host/errors/advice.ts";
import type { Files } from "../host/files.ts";
import type { Check } from "../preflight/check.ts";
import { fail, pass } from "../preflight/verdict.ts";
import { runsFolder } from "../state/config_folder.ts";
import type { Runs } from "../state/journal/runs.ts";
import { readStateRecords } from "../state/state_record.ts";
import { shellWord } from "../text/shell_word.ts";

/**
 * Whether all that is remembered of runs and clusters can be read. One that cannot, or is of an earlier version, keeps every task from
 * saying anything of its cluster; moved aside, it is kept for a person to look into.
 */
export async function memoryChecks(files: Files, folder: string, runs: Runs): Promise<readonly Check[]> {
  const records = await readStateRecords(files, folder);
  return [
    memoryCheck(
      "config.journals",
      runs.known.length,
      runs.damaged.map(({ name, why }) => ({ path: join(runsFolder(folder), `${name}.jsonl`), why: why.message })),
    ),
    memoryCheck(
      "config.records",
      records.known.length,
      records.damaged.map(({ path, why }) => ({ path, why: why.message })),
    ),
  ];
}

type Damaged = { readonly path: string; readonly why: string };

function memoryCheck(id: string, readable: number, damaged: readonly Damaged[]): Check {
  if (damaged.length === 0) return pass(id, { readable });
  const note = damaged.map(({ why }) => why).join("; ");
  const moves = damaged.map(({ path }) => `mv ${shellWord(path)} ${shellWord(`${path}.damaged`)}`);
  return fail(id, { readable, damaged: damaged.map(({ path }) => path), note }, command(moves.join(" && ")));
}
