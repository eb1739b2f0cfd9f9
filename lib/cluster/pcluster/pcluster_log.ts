import { join } from "node:path";
import type { Files } from "../../host/files.ts";

const mostLines = 5;
const longestLine = 300;

/** How a line of the log begins: local time, then the level, then where in `pcluster`. */
const beginning = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3}) - (\w+) - /;

/**
 * What says nothing about a failure: what the tools of `pcluster` print, which it logs byte by byte as errors; the error that is
 * a passed dry run; and what every look at a cluster leaves behind, its answer included.
 */
const routine = [
  / - logger\.py:\d+:write\(\) - /,
  /"Request would have succeeded, but DryRun flag is set\."/,
  / - INFO - (?:entrypoint\.py:\d+:\w+\(\) - (?:Handling CLI command|["{[])|cfn\.py:\d+:describe_stack\(\))/,
  /Executing boto3 call|Setting AWS Region|already bootstrapped|Cannot retrieve compute fleet status/,
];

/** What the log tells of a failure: the last errors, and the last steps before it. */
export type PclusterLogTail = { readonly errors: readonly string[]; readonly steps: readonly string[] };

/**
 * The last lines that `pcluster` wrote into its own log since a moment, without what is routine and without stack traces.
 *
 * @returns no lines when there is no such log
 */
export async function pclusterLogTail(
  { files, environment }: { readonly files: Files; readonly environment: { readonly home: string } },
  since: Date,
): Promise<PclusterLogTail> {
  const path = join(environment.home, ".parallelcluster", "pcluster-cli.log");
  if (await files.stat(path) === undefined) return { errors: [], steps: [] };
  const entries = entriesSince(await files.readText(path), since)
    .filter(({ lines }) => !routine.some((pattern) => pattern.test(lines[0])));
  const isError = ({ level }: Entry) => level === "ERROR" || level === "CRITICAL";
  return { errors: lastLines(entries.filter(isError)), steps: lastLines(entries.filter((entry) => !isError(entry))) };
}

function lastLines(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ lines }) => lines).slice(-mostLines)
    .map((line) => line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
}

type Entry = { readonly level: string; readonly lines: string[] };

/** An entry goes on until the next line with a time, or until the stack trace of its error. */
function entriesSince(text: string, since: Date): readonly Entry[] {
  const entries: Entry[] = [];
  let counts = false;
  for (const line of text.split("\n")) {
    const [, day, time, fraction, level] = beginning.exec(line) ?? [];
    if (level !== undefined) {
      counts = new Date(`${day}T${time}.${fraction}`) >= since;
      if (counts) entries.push({ level, lines: [line] });
    } else if (line.startsWith("Traceback ")) {
      counts = false;
    } else if (counts && line.trim() !== "") {
      entries[entries.length - 1].lines.push(line);
    }
  }
  return entries;
}
