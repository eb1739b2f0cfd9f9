/** Other names of commands, those of the scripts before among them. */
const names: Readonly<Record<string, string>> = {
  setup: "init",
  health: "status",
  regions: "get-available-regions",
  amis: "get-ubuntu-amis",
  "update-config": "update-config-with-regions",
  "verify-config": "verify-config-architecture",
  delete_disconnected_aws_nodes: "delete-disconnected-aws-nodes",
};

const help = ["--help", "-h", "--version"];

/**
 * Turns the command lines of earlier programs into today's: `--action X` is the command X, `--format json` and `--json` are
 * `--output json`, and without a command the nodes are listed.
 */
export function spelledSpot(argv: readonly string[]): { readonly argv: readonly string[]; readonly note?: string } {
  const words = argv.flatMap((word) => {
    if (word === "--json") return ["--output=json"];
    if (word === "--verbose") return ["--debug"];
    return [word.replace(/^--(action|format)=/, "--$1\n")].flatMap((each) => each.split("\n"));
  });
  const result: string[] = [];
  let action: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const value = words[at + 1];
    if (words[at] === "--format" && value !== undefined) {
      at++;
      if (value !== "default") result.push(`--output=${value}`);
    } else if (words[at] === "--action" && value !== undefined) {
      at++;
      action = value;
    } else result.push(words[at]);
  }
  const named = (word: string) => names[word] ?? word;
  if (action !== undefined) {
    const note = `--action ${action} is the command ${named(action)} now`;
    return { argv: [named(action), ...result], note };
  }
  const first = result[0];
  if (first !== undefined && !first.startsWith("-")) return { argv: [named(first), ...result.slice(1)] };
  const hasCommand = result.some((word) => help.includes(word)) || result.some(isCommandOrAlias);
  return { argv: hasCommand ? result : ["list", ...result] };
}

/** A command may stand behind flags; a flag's value never looks like one. */
function isCommandOrAlias(word: string): boolean {
  return word in names || commands.includes(word);
}

const commands: readonly string[] = [
  ...Object.values(names),
  ...["validate", "create", "list", "destroy", "nuke", "reconcile", "cost"],
];
