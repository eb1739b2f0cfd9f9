import { nodeNames } from "./node_names.ts";

/** A time in which a job that has ended had nodes. Moments are milliseconds. */
export type NodeWork = { readonly nodes: readonly string[]; readonly from: number; readonly to: number };

/** What the job records of a head node tell. `unread`: so many say nothing that can be relied upon. `isCut`: there are more. */
export type JobRecords = {
  readonly work: readonly NodeWork[];
  readonly unread: number;
  readonly isCut: boolean;
};

const file = "/home/slurm/job_completions.txt";
/** So many of the newest records are read. */
const mostRecords = 20_000;
/** So many times of nodes are told. */
const mostTimes = 5_000;

/**
 * Nobody can tell a job that was cancelled, or lost its node, while the node was still being started: it had no node that cost
 * anything. So much of the beginning does not count then (ms); ParallelCluster gives up a node that cannot be had long before.
 */
const startingTime = 10 * 60_000;

const fields = [
  "JobState=[A-Z_]+",
  ...["Partition", "TimeLimit", "StartTime", "EndTime", "NodeList"].map((field) => `${field}=[^ ]*`),
  "NodeCnt=[0-9]+",
].join(" ");
const day = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]";

/** Of each line the nodes and their time. What users name (jobs, folders) may look like any field: then the line says nothing. */
const readLines = `
BEGIN { all = " ${fields} "; moment = "^${day}T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]$" }
!/^JobId=[0-9]+ UserId=/ || !match($0, all) { unread++; next }
{ known = substr($0, RSTART, RLENGTH); rest = substr($0, RSTART + RLENGTH - 1); split(known, f, / [A-Za-z]+=/) }
match(rest, all) { unread++; next }
f[7] == "" || f[7] == "(null)" { next }
f[5] !~ moment || f[6] !~ moment || f[6] < f[5] { unread++; next }
{ print f[7], f[2] ~ /^(COMPLETED|FAILED|TIMEOUT|OUT_OF_MEMORY)$/ ? "ran" : "left", f[5], f[6] }
END { if (unread) print "# unread", unread; if (NR > ${mostRecords}) print "# cut" }`;

/** Jobs that had the same nodes at once, or one after another, are told as one. */
const joinLines = `
function tell() { if (n != "" && ++told <= ${mostTimes}) print "work", n, how, from, to }
$1 == "#" { print "records", $2, $3; next }
n == $1 && how == "ran" && how == $2 && $3 <= to { if ($4 > to) to = $4; next }
{ tell(); n = $1; how = $2; from = $3; to = $4 }
END { tell(); if (told > ${mostTimes}) print "records cut" }`;

/**
 * Has a head node tell what its job records say, in POSIX shell. Its moments are local time: it says as well which ones they are. The
 * folder may be closed to all but Slurm's own user.
 */
export const recordsScript = `{ ${
  [
    `f=${file}`,
    `s=$([ ! -d "\${f%/*}" ] || [ -x "\${f%/*}" ] || echo sudo -n)`,
    `w=$($s test -f $f && $s tail -n ${mostRecords + 1} $f | awk '${readLines}' | LC_ALL=C sort | awk '${joinLines}')`,
    `printf '%s\\n' "$w"`,
    `printf '%s\\n' "$w" | awk '$1 == "work" { print $4; print $5 }' | sort -u | date -f - '+time %FT%T %s'`,
  ].join("; ")
}; } 2>/dev/null`;

/** @param lines what the script has printed, among other lines */
export function recordsIn(lines: readonly string[]): JobRecords {
  const moments = new Map(lines.flatMap((line) => {
    const [, local, seconds] = /^time (\S+) (\d+)$/.exec(line) ?? [];
    return seconds === undefined ? [] : [[local, Number(seconds) * 1_000] as const];
  }));
  const told = lines.filter((line) => line.startsWith("work "));
  const work = told.flatMap((line) => workIn(line, moments) ?? []);
  const unread = lines.map((line) => Number(/^records unread (\d+)$/.exec(line)?.[1] ?? 0));
  return {
    work,
    unread: unread.reduce((sum, count) => sum + count, told.length - work.length),
    isCut: lines.includes("records cut"),
  };
}

function workIn(line: string, moments: ReadonlyMap<string, number>): NodeWork | undefined {
  const [, list = "", how, begin = "", end = ""] = /^work (\S+) (ran|left) (\S+) (\S+)$/.exec(line) ?? [];
  const [nodes, from, to] = [nodeNames(list), moments.get(begin), moments.get(end)];
  if (nodes === undefined || from === undefined || to === undefined || to < from) return undefined;
  return { nodes, from: how === "left" ? Math.min(to, from + startingTime) : from, to };
}
