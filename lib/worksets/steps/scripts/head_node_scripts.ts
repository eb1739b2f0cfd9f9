/**
 * What a workset has run on a head node, in Bash, one text per purpose: a single line, as logs and tables of processes have it. What
 * it is about comes in as `$1`, `$2` …, never as a part of the text. 255 stays the word of `ssh` itself.
 */
function script(...statements: readonly string[]): string {
  return statements.join("; ");
}

/** What is told on lines of its own: a start-up file of the shell may print beside it. */
export const baseMark = "__DAYCTL_BASE__=";
export const livesMark = "__DAYCTL_LIVES__=";
export const statusMark = "__DAYCTL_STATUS__=";
export const logMark = "__DAYCTL_LOG__";
export const archiveMark = "__DAYCTL_ARCHIVE__";

/** Tells where analyses lie: where compute nodes see them. */
export const tellBase = script(
  'if [ -d /fsx ]; then base=/fsx/analysis_results/"$(id -un)"; else base=$HOME/daylily-worksets; fi',
  'mkdir -p "$base" || exit 1',
  `printf '\\n${baseMark}%s\\n' "$base"`,
);

/**
 * Unpacks the archive on standard input as the folder `$1`. Half of one never bears the name of a whole one; one that is there is
 * left as it is, unless `$2` is `over`. Whatever a dead connection has left running comes to its end first.
 */
export const receive = script(
  "set -u",
  'umask "$3"',
  'mkdir -p "$(dirname "$1")" || exit 1',
  'exec 9>"$1.lock"',
  "flock -w 600 9 || exit 75",
  'if [ "$2" = over ]; then [ -d "$1" ] || exit 77; tar -C "$1" --no-same-owner -xzf - 9>&-; exit; fi',
  'if [ -d "$1" ]; then cat >/dev/null; exit 0; fi',
  'rm -rf "$1.part"',
  'mkdir "$1.part" && tar -C "$1.part" --no-same-owner -xzf - 9>&- && mv "$1.part" "$1"',
);

/** Sends of the folder `$1` what the other words name. What still grows is taken as it is. */
export const send = script(
  'cd "$1" || exit 77',
  "shift",
  `printf '\\n${archiveMark}\\n'`,
  'tar -czf - --exclude=./.git -- "$@" || [ $? -eq 1 ]',
);

/** Tells how the run in the folder `$1` is; its lock is looked at before its status, which the last thing that it does tells its end. */
export const tellRun = script(
  'cd "$1" 2>/dev/null || exit 77',
  `if flock -n lock true; then lives=no; else lives=yes; fi`,
  `printf '\\n${livesMark}%s\\n${statusMark}%s\\n${logMark}\\n' "$lives" "$(cat status.json 2>/dev/null)"`,
  "tail -n 200 run.log 2>/dev/null | tail -c 65536",
);

/** Who has taken a workset over is obeyed, and nobody before: `$2` is the epoch of whoever speaks. */
const obey = script(
  'cd "$1" 2>/dev/null || exit 77',
  '[ "$2" -ge "$(cat epoch 2>/dev/null || echo 0)" ] || exit 76',
  'echo "$2" >epoch',
);

/** Begins the run in the folder `$1`, in nobody's session. Where one has begun already, what is started here ends by itself. */
export const launch = script(
  obey,
  'setsid bash watch.sh "$PWD" "$PWD/run.sh" >/dev/null 2>&1 </dev/null &',
);

/** Jobs of the run in this folder that Slurm still has: those that were begun in the folder of its attempt. */
const cancelJobs =
  'work=$(cd "../../attempt-${PWD##*/}" 2>/dev/null && pwd -P) || return 0; PATH=$PATH:/opt/slurm/bin; ' +
  "squeue -h -o '%A %Z' 2>/dev/null | while read -r job folder; do " +
  'case "$folder/" in "$work/"*) scancel "$job";; esac; done';

/**
 * Ends the run in the folder `$1` with its whole session, TERM first and KILL after ten seconds, and then the jobs that it has in Slurm.
 * Of the session somebody may be left when who watched over it is gone, so that it is the session that is looked for.
 */
export const halt = script(
  obey,
  "pid=$(sed -n 's/.*\"pid\":\\([0-9]*\\).*/\\1/p' status.json 2>/dev/null)",
  '[ -n "$pid" ] || exit 0',
  `cancel() { ${cancelJobs}; }`,
  "if flock -n lock true; then cancel; exit 0; fi",
  "for signal in TERM KILL; do pkill -$signal -s $pid; " +
    "for turn in 1 2 3 4 5 6 7 8 9 10; do pgrep -s $pid >/dev/null || { cancel; exit 0; }; sleep 1; done; done",
  "exit 1",
);
