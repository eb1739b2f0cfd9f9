import type { CompletedFlag, CompletedTask, CompletionModel } from "./completion_model.ts";
import { recordedNames } from "./recorded_names.ts";

/**
 * A script for bash, from version 3.2 on, to be read by `source <(dayctl completions bash)`. It is made of words that
 * come from the program's own tables; clusters, runs and profiles it reads from local files, and it never asks AWS.
 */
export function bashCompletion({ tasks, settings }: CompletionModel): string {
  const names = [...tasks.flatMap((task) => task.names), "help"];
  return `# Completion of dayctl for bash.
_dayctl() {
  # Bash ends a word at each "="; here a flag and its value, a key and its value are one.
  local words=() word glued=0 i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [ "$i" -gt 1 ] && { [ "$word" = "=" ] || [ "$glued" = 1 ]; }; then
      words[\${#words[@]}-1]+=$word
      if [ "$word" = "=" ]; then glued=1; else glued=0; fi
    else
      words+=("$word")
      glued=0
    fi
  done
  local last=$((\${#words[@]} - 1))
  local current=\${words[last]} list=""
  local where="\${words[1]}:\${words[last-1]}"

  if [ "$last" = 1 ]; then
    list=${quoted(names)}
  elif [ "$last" = 2 ] && [ "\${words[1]}" = help ]; then
    list=${quoted(names.filter((name) => name !== "help"))}
  else
    case "$current" in
      --*=*) where="\${words[1]}:\${current%%=*}" ;;
    esac
    case "$where" in
${tasks.flatMap((task) => task.flags.flatMap((flag) => valueCase(task, flag))).join("\n")}
      *)
        case "\${words[1]}" in
${tasks.map(taskCase).join("\n")}
        esac ;;
    esac
    case "$current" in
      --*=*) list=$(for word in $list; do printf '%s=%s ' "\${current%%=*}" "$word"; done) ;;
    esac
  fi

  local kept=""
  case "$current" in
    *=*) case "$COMP_WORDBREAKS" in *=*) kept=\${current%"\${current##*=}"} ;; esac ;;
  esac
  COMPREPLY=()
  while IFS= read -r word; do
    COMPREPLY+=("\${word#"$kept"}")
  done < <(compgen -W "$list" -- "$current")
  if [ "\${#COMPREPLY[@]}" = 1 ]; then
    case "\${COMPREPLY[0]}" in *=) compopt -o nospace 2>/dev/null ;; esac
  fi
}

_dayctl_settings() {
  case "$1" in
${settings.filter(({ values }) => values.length > 0).map(settingCase).join("\n")}
    *=*) ;;
    *) echo ${quoted(settings.map(({ key }) => `${key}=`))} ;;
  esac
}

${
    Object.entries(recordedNames).map(([kind, body]) => `_dayctl_${kind}() {\n  local folder file name\n${body}\n}\n`)
      .join("\n")
  }
_dayctl_paths() {
  COMPREPLY=()
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${1#--*=}")
  compopt -o filenames 2>/dev/null
}

complete -F _dayctl dayctl
`;
}

function valueCase({ names }: CompletedTask, flag: CompletedFlag): readonly string[] {
  if (flag.takes === "nothing") return [];
  const flags = [flag.name, ...(flag.letter === undefined ? [] : [`-${flag.letter}`])];
  const pattern = names.flatMap((name) => flags.map((each) => `${name}:${each}`)).join("|");
  return [`      ${pattern}) ${action(flag.takes)} ;;`];
}

function action(takes: Exclude<CompletedFlag["takes"], "nothing">): string {
  switch (takes) {
    case "path":
      return '_dayctl_paths "$current"; return';
    case "setting":
      return 'list=$(_dayctl_settings "${current#--set=}")';
    case "clusters":
    case "runs":
    case "profiles":
      return `list=$(_dayctl_${takes})`;
    case "text":
      return "return";
    default:
      return `list=${quoted(takes)}`;
  }
}

function taskCase({ names, words, flags }: CompletedTask): string {
  const all = quoted(flags.map(({ name }) => name));
  const pattern = names.join("|");
  if (words.length === 0) return `          ${pattern}) list=${all} ;;`;
  return `          ${pattern}) if [ "$last" = 2 ]; then list=${quoted(words)}" "${all}; else list=${all}; fi ;;`;
}

function settingCase({ key, values }: CompletionModel["settings"][number]): string {
  return `    ${key}=*) echo ${quoted(values.map((value) => `${key}=${value}`))} ;;`;
}

/** Words of our own, without quotes in them. */
function quoted(words: readonly string[]): string {
  return `'${words.join(" ")}'`;
}
