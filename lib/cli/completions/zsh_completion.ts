import type { CompletedFlag, CompletedTask, CompletionModel } from "./completion_model.ts";
import { recordedNames } from "./recorded_names.ts";

/** A script for zsh: to be read behind `compinit`, or a file `_dayctl` on its `fpath`. */
export function zshCompletion({ tasks, settings }: CompletionModel): string {
  const described = tasks.flatMap(({ names, brief }) => names.map((name) => word(`${name}:${brief}`)));
  return `#compdef dayctl
# Completion of dayctl for zsh.
_dayctl() {
  local -a tasks=(
    ${[...described, word("help:the help of a task")].join("\n    ")}
  )
  if ((CURRENT == 2)); then
    _describe task tasks
    return
  fi
  local task=$words[2]
  shift words
  ((CURRENT--))
  case $task in
    help) _describe task tasks ;;
${tasks.map(taskCase).join("\n")}
  esac
}

_dayctl_settings() {
  case $PREFIX in
${settings.filter(({ values }) => values.length > 0).map(settingCase).join("\n")}
    *=*) ;;
    *) compadd -S '' -- ${settings.map(({ key }) => `${key}=`).join(" ")} ;;
  esac
}

${Object.entries(recordedNames).map(namesFunctions).join("\n")}
if [ "$funcstack[1]" = _dayctl ]; then
  _dayctl "$@"
else
  compdef _dayctl dayctl
fi
`;
}

function taskCase({ names, words, flags }: CompletedTask): string {
  const first = words.length === 0 ? [] : [word(`1:word:(${words.join(" ")})`)];
  const specs = [...flags.flatMap(flagSpecs), ...first];
  return `    ${names.join("|")})\n      _arguments \\\n        ${specs.join(" \\\n        ")}\n      ;;`;
}

function flagSpecs({ name, letter, brief, repeats, takes }: CompletedFlag): readonly string[] {
  const spellings = takes === "nothing" ? [name] : [`${name}=`];
  if (letter !== undefined) spellings.push(`-${letter}`);
  const text = brief.replaceAll("\\", "\\\\").replace(/[[\]]/g, "\\$&").replaceAll(":", "\\:");
  return spellings.map((spelling) => word(`${repeats ? "*" : ""}${spelling}[${text}]${valueSpec(takes)}`));
}

function valueSpec(takes: CompletedFlag["takes"]): string {
  switch (takes) {
    case "nothing":
      return "";
    case "path":
      return ":file:_files";
    case "setting":
      return ":setting:_dayctl_settings";
    case "clusters":
    case "runs":
    case "profiles":
      return `:${takes.slice(0, -1)}:_dayctl_${takes}`;
    case "text":
      return ":value: ";
    default:
      return `:value:(${takes.join(" ")})`;
  }
}

/** The names are printed by a function of a plain shell, in which a pattern without a file is no error. */
function namesFunctions([kind, body]: readonly [string, string]): string {
  return `_dayctl_print_${kind}() {
  emulate -L sh
  local folder file name
${body}
}
_dayctl_${kind}() {
  compadd "$@" -- \${(f)"$(_dayctl_print_${kind})"}
}
`;
}

function settingCase({ key, values }: CompletionModel["settings"][number]): string {
  return `    ${key}=*) compadd -- ${values.map((value) => `${key}=${value}`).join(" ")} ;;`;
}

/** One word of the shell, whatever is in it. */
function word(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
