import { type LegacyName, noArguments } from "./legacy_names.ts";
import type { ShimPlace } from "./shell_shim.ts";
import { withHeader } from "./shim_header.ts";
import { missing, needsDeno, type StartCommand } from "./start_command.ts";

/** The stub that stands in the place of a Python script, for every Python 3: it becomes the task. */
export async function pythonShim(row: LegacyName, { original }: ShimPlace, start: StartCommand): Promise<string> {
  const lost = missing.program(start.program);
  const body = `# It does what that script did with: ${["dayctl", ...row.task].join(" ")}
import os
import shutil
import sys

TASK = ${python(row.task)}
POSITIONALS = ${python((row.positionals ?? []).map(({ title, flag }) => [title, flag ?? ""]))}
FLAGS = ${python(row.flags ?? {})}
NO_ARGUMENTS = ${python(row.wantsArguments === undefined ? [] : noArguments)}
START = ${python(start.argv)}
PROGRAM = ${python(start.program)}


def stop(text, code):
    sys.stderr.write(${python(row.name)} + ": " + text + "\\n")
    sys.exit(code)


def task_arguments(given):
    given = [FLAGS.get(word, word) for word in given or NO_ARGUMENTS]
    if not POSITIONALS or given[:1] in (["-h"], ["--help"]):
        return given
    if len(given) < len(POSITIONALS):
        stop("usage: " + " ".join([${python(row.name)}] + [title for title, _ in POSITIONALS]), 1)
    taken = [flag + "=" + word if flag else word for (_, flag), word in zip(POSITIONALS, given)]
    return taken + given[len(POSITIONALS):]


def main():
    # Paths are those of the caller, also when a task of Deno has started us.
    os.environ.pop("INIT_CWD", None)
    arguments = task_arguments(sys.argv[1:])
    dayctl = shutil.which("dayctl")
    if dayctl is not None:
        os.execv(dayctl, ["dayctl"] + TASK + arguments)
    start = shutil.which(START[0])
    if start is None:
        stop(${python(needsDeno(start) ? missing.deno : lost)}, 4)
    if not os.path.isfile(PROGRAM):
        stop(${python(lost)}, 4)
    os.execv(start, START + arguments)


if __name__ == "__main__":
    main()
`;
  return await withHeader("/usr/bin/env python3", { name: row.name, original }, body);
}

/** What JSON says of texts, lists of them and objects of them, Python reads as the same. */
const python = (value: unknown) => JSON.stringify(value);
