import { shellWord } from "../../../text/shell_word.ts";
import type { WorkFile } from "../../contract/work_file.ts";

/** As it is shown to people. */
export function runCommandText({ dyAArgs, dyRCommand }: WorkFile["pipeline"]): string {
  return `. dyoainit && dy-a ${dyAArgs.join(" ")} && dy-r ${dyRCommand}`.trimEnd();
}

/**
 * The script of a run. `dy-a` and `dy-r` are aliases that `dyoainit` defines, which a shell does not know on the line that defines
 * them: each stands on a line of its own. Where they are not defined, the programs behind them are started.
 *
 * @param allowShell the command is taken as it stands, for a shell to act upon
 */
export function runScript(
  { dyAArgs, dyRWords, dyRCommand }: WorkFile["pipeline"],
  { pipeline, variables, allowShell }: {
    readonly pipeline: string;
    readonly variables: string;
    readonly allowShell: boolean;
  },
): string {
  const activation = dyAArgs.map(shellWord).join(" ");
  const command = allowShell ? dyRCommand : dyRWords.map(shellWord).join(" ");
  return `#!/usr/bin/env bash
shopt -s expand_aliases
cd ${shellWord(pipeline)} || exit
. ${shellWord(variables)} || exit
. ./dyoainit || exit
if type dy-a > /dev/null 2>&1; then
dy-a ${activation} || exit
else
. bin/day_activate ${activation} || exit
fi
if type dy-r > /dev/null 2>&1; then
dy-r ${command} || exit
else
./bin/day_run ${command} || exit
fi
`;
}

/** Assignments for a shell, in a file that only its owner reads. */
export function variablesText(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables).map(([name, value]) => `export ${name}=${shellWord(value)}\n`).join("");
}

/**
 * What watches over a run: it holds a lock for the whole time, so that two can never run in one folder, and tells in `status.json`
 * that it lives and how it has ended. A folder in which a run has begun takes no second one. It is in nobody's session but its own.
 *
 * $1 is the folder of the run, $2 its script.
 */
export const runWatcher = `#!/usr/bin/env bash
cd "$1" || exit
exec 9> lock
# Whoever looks whether a run lives holds the lock for a moment.
flock -w 60 9 || exit 75
[ -e status.json ] && exit 75
started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
tell() {
  printf '{"pid":%s,"started_at":"%s","updated_at":"%s","exit_code":%s}\\n' \\
    "$$" "$started" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" > status.tmp && mv status.tmp status.json
}
tell null
bash -l "$2" > run.log 2>&1 < /dev/null 9>&- &
child=$!
( exec 9>&-; while sleep 30 && kill -0 $$ 2> /dev/null; do tell null; done ) &
beat=$!
trap 'kill -TERM -- $child 2> /dev/null' TERM
wait $child
code=$?
# A signal ends the wait, not what is waited for: as long as that lives the lock is held.
while kill -0 $child 2> /dev/null; do wait $child; code=$?; done
kill $beat 2> /dev/null
wait $beat 2> /dev/null
tell $code
`;
