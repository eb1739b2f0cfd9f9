import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { columnOf, type CrashCell } from "../tests/crash/matrix/cells.ts";
import type { Judgement } from "../tests/crash/matrix/judge.ts";
import { addRecord, readRecords } from "../tests/crash/matrix/records.ts";
import { runMatrix } from "../tests/crash/matrix/run_matrix.ts";
import { subjects } from "../tests/crash/matrix/subjects.ts";
import { crashTable } from "./crash_table.ts";

/**
 * The crash matrix: every task that changes an account, disturbed at each changing request, once per client and at each write to disk;
 * then resumed or repeated, and compared with a run that nothing happened to. What has run well is recorded and not run again.
 *
 * `deno task crash [--shard 1/4] [--subject create]… [--cell "create: killed after CreateVpc 1"] [--width 3] [--failed] [--anew] [--list] [--write]`
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const records = join(root, "dist", "crash.jsonl");

const { values: flags } = parseArgs({
  options: {
    shard: { type: "string", default: "1/1" },
    subject: { type: "string", multiple: true },
    cell: { type: "string" },
    width: { type: "string", default: "3" },
    failed: { type: "boolean" },
    anew: { type: "boolean" },
    list: { type: "boolean" },
    write: { type: "boolean" },
  },
});

if (flags.anew) await Deno.remove(records).catch(() => {});
const known = await readRecords(records);
const all = await runMatrix({ subjects: chosenSubjects(), choose, width: Number(flags.width), done });
const after = await readRecords(records);
const table = crashTable(all, after);
console.log(table.text);
if (flags.write) await table.writeInto(join(root, "docs", "reliability.md"));
Deno.exit(table.isGreen ? 0 : 1);

function chosenSubjects() {
  const named = flags.cell === undefined ? flags.subject : [flags.cell.split(": ")[0]];
  return subjects.filter(({ name }) => named === undefined || named.includes(name));
}

/** The cells of this shard that are not known to be well. */
function choose(cells: readonly CrashCell[]): readonly CrashCell[] {
  if (flags.list) {
    for (const { name } of cells) console.log(name);
    return [];
  }
  if (flags.cell !== undefined) return cells.filter(({ name }) => name === flags.cell);
  const [shard, of] = flags.shard.split("/").map(Number);
  if (flags.failed) return cells.filter(({ name }) => known.has(name) && known.get(name)?.verdict !== "ok");
  const mine = cells.filter((_, index) => index % of === shard - 1);
  const open = mine.filter(({ name }) => known.get(name)?.verdict !== "ok");
  console.error(
    `${cells.length} cells, ${mine.length} of this shard, ${mine.length - open.length} of them done before`,
  );
  return open;
}

async function done(
  cell: CrashCell,
  { verdict, detail }: Judgement,
  seconds: number,
): Promise<void> {
  console.error(`${verdict.padEnd(9)} ${seconds.toFixed(0).padStart(3)} s  ${cell.name}`);
  if (verdict !== "ok") {
    console.error(`${detail ?? "what was to go wrong did not happen"}\n  again: deno task crash --cell "${cell.name}"`);
  }
  await addRecord(records, { cell: cell.name, subject: cell.subject.name, column: columnOf(cell), verdict, seconds });
}
