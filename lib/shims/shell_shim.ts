import { shellWord } from "../text/shell_word.ts";
import { choiceLink, type LegacyName, noArguments } from "./legacy_names.ts";
import { withHeader } from "./shim_header.ts";
import { missing, needsDeno, type StartCommand } from "./start_command.ts";

/** Where a shim stands. */
export type ShimPlace = {
  /** Absolute. */
  readonly folder: string;
  /** Where the original is kept, below it; nothing when there was none. */
  readonly original: string | undefined;
};

/**
 * The wrapper that stands in the place of a shell script. Started, it becomes the task, so that signals reach it; sourced, the task runs
 * in a child, the shell lives on, gets the exit code and keeps no variable or function of ours. It is for every POSIX shell.
 */
export async function shellShim(row: LegacyName, place: ShimPlace, start: StartCommand): Promise<string> {
  const file = row.name.split("/").at(-1) ?? "";
  const call = ["dayctl", ...row.task].map(shellWord).join(" ");
  const body = `# It does what that script did with: ${call}
dayctl_shim() {
  # Paths are those of the caller, also when a task of Deno has started us.
  unset INIT_CWD
${argumentLines(row, place.folder).map((line) => `  ${line}\n`).join("")}\
  if command -v dayctl >/dev/null 2>&1; then
    exec ${call} "$@"
  fi
${startLines(row, start).map((line) => `  ${line}\n`).join("")}\
  exit 4
}

case \${ZSH_EVAL_CONTEXT-}/\${0##*/} in
  *file*/*) ;; # sourced by zsh
  */${shellWord(file)}) dayctl_shim "$@" ;;
esac
# Sourced, or started under another name.
(dayctl_shim "$@")
eval "unset -f dayctl_shim; (exit $?)"
`;
  return await withHeader("/bin/sh", { name: row.name, original: place.original }, body);
}

/** Turns the arguments of the script into those of the task. */
function argumentLines(row: LegacyName, folder: string): readonly string[] {
  const link = choiceLink(row);
  return [
    ...link === undefined ? [] : choiceLines(row, folder, link),
    ...row.flags === undefined ? [] : flagLines(row.flags),
    ...row.wantsArguments === undefined ? [] : [`[ $# -gt 0 ] || set -- ${noArguments.join(" ")}`],
    ...row.asks === undefined ? [] : askLines(row.asks),
    ...row.positionals === undefined ? [] : positionalLines(row, row.positionals),
  ];
}

function choiceLines(row: LegacyName, folder: string, link: string): readonly string[] {
  return [
    "legacy=",
    "for word do",
    "  shift",
    "  case $word in",
    "    --use-python) ;;",
    "    --use-legacy) legacy=yes ;;",
    '    *) set -- "$@" "$word" ;;',
    "  esac",
    "done",
    'if [ -n "$legacy" ]; then',
    `  for folder in "\${0%/*}" ${shellWord(folder)}; do`,
    `    script=$folder/${shellWord(link)}`,
    '    [ ! -x "$script" ] || exec "$script" "$@"',
    '    [ ! -f "$script" ] || exec bash "$script" "$@"',
    "  done",
    `  ${complaint(row, `there is no original: ${folder}/${link} leads to none`)}`,
    "  exit 1",
    "fi",
  ];
}

function flagLines(flags: NonNullable<LegacyName["flags"]>): readonly string[] {
  return [
    "for word do",
    "  shift",
    "  case $word in",
    ...Object.entries(flags).map(([from, to]) => `    ${from}) set -- "$@" ${to} ;;`),
    '    *) set -- "$@" "$word" ;;',
    "  esac",
    "done",
  ];
}

function askLines(asks: NonNullable<LegacyName["asks"]>): readonly string[] {
  return [
    "if [ $# -eq 0 ]; then",
    ...asks.flatMap(({ question, flag }) => [
      `  printf '%s: ' ${shellWord(question)} >&2`,
      "  IFS= read -r answer || exit 1",
      `  set -- "$@" "${flag}=$answer"`,
    ]),
    "fi",
  ];
}

function positionalLines(row: LegacyName, positionals: NonNullable<LegacyName["positionals"]>): readonly string[] {
  const usage = `usage: ${row.name} ${positionals.map(({ title }) => title).join(" ")}`;
  // `path` is more than a name to zsh.
  const names = positionals.map((_, at) => `word${at + 1}`);
  const words = positionals.map(({ flag }, at) => flag === undefined ? `"$${names[at]}"` : `"${flag}=$${names[at]}"`);
  return [
    "case ${1-} in",
    "  -h | --help) ;;",
    "  *)",
    `    if [ $# -lt ${positionals.length} ]; then`,
    `      ${complaint(row, usage)}`,
    "      exit 1",
    "    fi",
    ...names.map((name, at) => `    ${name}=$${at + 1}`),
    `    shift ${positionals.length}`,
    ...row.linesFlag === undefined ? [] : fileLines(row.linesFlag).map((line) => `    ${line}`),
    `    set -- ${words.join(" ")} "$@"`,
    "    ;;",
    "esac",
  ];
}

/** A first argument that is no flag is taken away, and each line of that file becomes an argument at the end. */
function fileLines(flag: string): readonly string[] {
  return [
    "case ${1--} in",
    "  -*) ;;",
    "  *)",
    "    file=$1",
    "    shift",
    '    if [ -f "$file" ]; then',
    '      while IFS= read -r line || [ -n "$line" ]; do',
    `        [ -z "$line" ] || set -- "$@" "${flag}=$line"`,
    '      done <"$file"',
    "    fi",
    "    ;;",
    "esac",
  ];
}

function startLines(row: LegacyName, start: StartCommand): readonly string[] {
  const program = shellWord(start.program);
  const found = [
    `[ ! ${needsDeno(start) ? "-f" : "-x"} ${program} ] || exec ${start.argv.map(shellWord).join(" ")} "$@"`,
    complaint(row, missing.program(start.program)),
  ];
  if (!needsDeno(start)) return found;
  return [
    "if command -v deno >/dev/null 2>&1; then",
    ...found.map((line) => `  ${line}`),
    "else",
    `  ${complaint(row, missing.deno)}`,
    "fi",
  ];
}

/** A line on standard error. */
function complaint({ name }: LegacyName, text: string): string {
  return `printf '%s\\n' ${shellWord(`${name}: ${text}`)} >&2`;
}
