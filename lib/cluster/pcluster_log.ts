import { join } from "node:path";
import type { Files } from "../host/files.ts";

const mostLines = 5;
const longestLine = 300;

/** How a line of the log begins: local time, then the level. */
const beginning = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) - (\w+) - /;

/** Lines that are there whether or not something failed. */
const routine = /Executing boto3 call|Handling CLI command|Setting AWS Region|already bootstrapped/;

/**
 * The last lines that `pcluster` wrote into its own log since a moment: its warnings and errors with what belongs to them, or else
 * whatever is not routine.
 *
 * @returns nothing when there is no such log
 */
export async function pclusterLogTail(
  { files, environment }: { readonly files: Files; readonly environment: { readonly home: string } },
  since: Date,
): Promise<readonly string[]> {
  const path = join(environment.home, ".parallelcluster", "pcluster-cli.log");
  if (await files.stat(path) === undefined) return [];
  const entries = entriesSince(await files.readText(path), since).filter(({ lines }) => !routine.test(lines[0]));
  const complaints = entries.filter(({ level }) => /^(WARNING|ERROR|CRITICAL)$/.test(level));
  return (complaints.length > 0 ? complaints : entries).flatMap(({ lines }) => lines).slice(-mostLines)
    .map((line) => line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
}

type Entry = { readonly level: string; readonly lines: string[] };

/** An entry goes on until the next line with a time: the lines of a stack trace have none. */
function entriesSince(text: string, since: Date): readonly Entry[] {
  const entries: Entry[] = [];
  let counts = false;
  for (const line of text.split("\n")) {
    const [, day, time, fraction, level] = beginning.exec(line) ?? [];
    if (level !== undefined) {
      counts = new Date(`${day}T${time}.${fraction}`) >= since;
      if (counts) entries.push({ level, lines: [line] });
    } else if (counts && line.trim() !== "") {
      entries[entries.length - 1].lines.push(line);
    }
  }
  return entries;
}
