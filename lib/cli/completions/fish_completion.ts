import type { CompletedFlag, CompletedTask, CompletionModel } from "./completion_model.ts";
import { recordedNames } from "./recorded_names.ts";

/** A script for fish, for its folder of completions. */
export function fishCompletion({ tasks, settings }: CompletionModel): string {
  const words = settings.flatMap(({ key, values }) =>
    values.length === 0 ? [`${key}=`] : values.map((value) => `${key}=${value}`)
  );
  return [
    "# Completion of dayctl for fish.",
    `function __dayctl_settings\n  printf '%s\\n' ${words.join(" ")}\nend`,
    ...Object.entries(recordedNames).map(([kind, body]) => `function __dayctl_${kind}\n  sh -c ${word(body)}\nend`),
    "complete -c dayctl -f",
    ...tasks.flatMap(({ names, brief }) =>
      names.map((name) => `complete -c dayctl -n __fish_use_subcommand -a ${name} -d ${word(brief)}`)
    ),
    "complete -c dayctl -n __fish_use_subcommand -a help -d 'the help of a task'",
    `complete -c dayctl -n '__fish_seen_subcommand_from help' -a ${
      word(tasks.flatMap(({ names }) => names).join(" "))
    }`,
    ...tasks.flatMap(linesOf),
  ].join("\n") + "\n";
}

function linesOf({ names, words, flags }: CompletedTask): readonly string[] {
  const at = `complete -c dayctl -n '__fish_seen_subcommand_from ${names.join(" ")}'`;
  return [
    ...(words.length === 0 ? [] : [`${at} -a ${word(words.join(" "))}`]),
    ...flags.map((flag) => `${at} ${flagWords(flag)}`),
  ];
}

function flagWords({ name, letter, brief, takes }: CompletedFlag): string {
  const short = letter === undefined ? "" : ` -s ${letter}`;
  return `-l ${name.slice(2)}${short} -d ${word(brief)}${valueWords(takes)}`;
}

function valueWords(takes: CompletedFlag["takes"]): string {
  switch (takes) {
    case "nothing":
      return "";
    case "path":
      return " -r -F";
    case "setting":
      return " -x -a '(__dayctl_settings)'";
    case "clusters":
    case "runs":
    case "profiles":
      return ` -x -a '(__dayctl_${takes})'`;
    case "text":
      return " -x";
    default:
      return ` -x -a ${word(takes.join(" "))}`;
  }
}

/** One word of the shell, whatever is in it. */
function word(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
