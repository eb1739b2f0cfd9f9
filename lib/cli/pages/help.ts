import { flagName } from "../flag_name.ts";
import { commonFlags, type FlagSpec, type FlagSpecs } from "../flags.ts";
import type { SubCommand, SubCommands, Task } from "../task.ts";
import { wrap } from "../../text/wrap.ts";

/** The help is for windows of this many columns and for pipes, so it does not ask how wide the window is. */
const columns = 80;
const widestLeft = 24;

/** What every task reads from its environment. */
const commonVariables: Readonly<Record<string, string>> = {
  AWS_PROFILE: "the AWS profile, if --profile is not given",
  AWS_REGION: "the region, if no flag, availability zone, run or file names one; then AWS_DEFAULT_REGION",
  AWS_ENDPOINT_URL: "endpoint to use instead of AWS; AWS_ENDPOINT_URL_S3 for S3 only",
  HTTPS_PROXY: "the proxy for requests to AWS; NO_PROXY lists hosts that do not need it",
  AWS_CA_BUNDLE: "file with the company's CA certificate; NODE_EXTRA_CA_CERTS and ca_bundle of the profile also work",
  DAYLILY_CONFIG_DIR: "configuration folder for runs and their files; default: ~/.config/daylily",
  NO_COLOR: "any value: no colours",
  FORCE_COLOR: "any value: colours even without a terminal",
  CI: "any value: plain lines without animation",
};

type Row = readonly [left: string, right: string];

/** A task's help: how it is called, what it does, examples, flags and variables, at most 80 columns wide. */
export function help(
  { name, brief, description, words, examples = [], flags, aliases = {}, variables = {}, subCommands }: Task,
): string {
  const word = words === undefined ? "" : `${words.placeholder.toUpperCase()}${words.most > 1 ? "..." : ""} `;
  const letters = new Map(Object.entries(aliases).map(([letter, flag]) => [flag, letter]));
  const aboutSubCommands = subCommands === undefined
    ? []
    : [`Flags of a sub-command, for example: deno task ${name} ${Object.keys(subCommands)[0]} --help`];
  const whatComesBehind: readonly Section[] = subCommands !== undefined
    ? [[words?.placeholder.toUpperCase() ?? "", subCommandsTable(subCommands)]]
    : [
      ["WORDS", words === undefined ? "" : table([[words.placeholder.toUpperCase(), words.brief]])],
      ["FLAGS", table(rowsOf(flags, letters))],
    ];
  return page([
    ["USAGE", `  deno task ${name} ${words?.usage ?? `${word}[FLAGS]`}\n`],
    ["", [brief, description, ...aboutSubCommands].filter((part) => part !== undefined).map(paragraph).join("\n")],
    ["EXAMPLES", examples.map(({ what, command }) => `  # ${what}\n  ${command}\n`).join("")],
    ...whatComesBehind,
    ...sectionsOfEveryTask(variables),
  ]);
}

/** The help of one sub-command. */
export function helpOfSubCommand({ name, variables = {} }: Task, verb: string, { brief, flags, needs }: SubCommand) {
  const specs: FlagSpecs = { ...commonFlags, ...flags };
  const needed = needs.map((flag) => ` ${flagName(flag)}${valueOf(specs[flag])}`).join("");
  return page([
    ["USAGE", `  deno task ${name} ${verb}${needed} [FLAGS]\n`],
    ["", paragraph(brief)],
    ["FLAGS", table(rowsOf(flags))],
    ...sectionsOfEveryTask(variables),
  ]);
}

type Section = readonly [title: string, text: string];

function page(sections: readonly Section[]): string {
  return sections.filter(([, text]) => text !== "")
    .map(([title, text]) => (title === "" ? "" : `${title}\n`) + text).join("\n");
}

function sectionsOfEveryTask(variables: Readonly<Record<string, string>>): readonly Section[] {
  return [
    ["FLAGS OF EVERY TASK", table([...rowsOf(commonFlags), ["-h, --help", "this text"], ["--version", "the version"]])],
    ["ENVIRONMENT", table([...Object.entries(variables), ...Object.entries(commonVariables)])],
  ];
}

/** Each sub-command with what it does, and its flags below it; those in brackets may be left out. */
function subCommandsTable(subCommands: SubCommands): string {
  return table(
    Object.entries(subCommands).flatMap(([verb, { brief, flags, needs }]) => {
      const names = [...new Set([...needs, ...Object.keys(flags)])];
      const specs: FlagSpecs = { ...commonFlags, ...flags };
      const typed = names.map((name) => {
        const flag = flagName(name) + valueOf(specs[name]);
        return needs.includes(name) ? flag : `[${flag}]`;
      });
      return [[verb, brief] as const, ...(typed.length === 0 ? [] : [["", typed.join(" ")] as const])];
    }),
  );
}

function rowsOf(flags: FlagSpecs, letters: ReadonlyMap<string, string> = new Map()): readonly Row[] {
  return Object.entries(flags).map(([name, spec]) => {
    const letter = letters.get(name);
    return [(letter === undefined ? "" : `-${letter}, `) + flagName(name) + valueOf(spec), spec.brief];
  });
}

function valueOf(spec: FlagSpec): string {
  switch (spec.kind) {
    case "toggle":
      return "";
    case "choice":
      return ` ${spec.values.join("|")}`;
    case "optionalText":
      return ` [${spec.placeholder}]`;
    default:
      return ` ${spec.placeholder}`;
  }
}

function paragraph(text: string): string {
  return wrap(text, columns) + "\n";
}

/** Two columns; what is too wide for the left one has its explanation on the next line. */
function table(rows: readonly Row[]): string {
  const width = Math.min(widestLeft, Math.max(0, ...rows.map(([left]) => left.length)));
  const margin = " ".repeat(width + 4);
  return rows.map(([left, right]) => {
    const text = wrap(right, columns - margin.length).replaceAll("\n", `\n${margin}`);
    const head = left.length > width ? `  ${left}\n${margin}` : `  ${left.padEnd(width)}  `;
    return `${head}${text}\n`;
  }).join("");
}
