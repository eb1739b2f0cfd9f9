import type { CommandContext, TypedCommandParameters } from "@stricli/core";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Host } from "../../host/host.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { didYouMean } from "../../text/did_you_mean.ts";
import { flagName } from "../flag_name.ts";
import { type CommonFlags, commonFlags, type FlagSpec, type FlagSpecs, type FlagValues } from "../flags.ts";
import { requireOwnFlags } from "../sub_commands.ts";
import type { Task } from "../task.ts";

/** What a command line asks for. */
export type Parsed =
  | { readonly is: "run"; readonly flags: Record<string, unknown>; readonly words: readonly string[] }
  /** The help or the version, to be printed. */
  | { readonly is: "text"; readonly text: string };

/** Words that ask for a text instead of the job. */
const texts = ["--help", "-h", "--version"];

/**
 * Reads a task's command line. Asking for the help or the version counts where it stands: what is wrong before it wins.
 *
 * @throws DayError DAY-USE-001 with every mistake it finds
 */
export async function parse(
  task: Task,
  argv: readonly string[],
  toolVersion: string,
  { outside }: Pick<Host, "outside">,
): Promise<Parsed> {
  if (argv.length === 0 && task.helpWithoutArguments) return await textFor("--help", task, toolVersion);
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const at = argv.slice(0, end).findIndex((word) => texts.includes(word));
  if (at < 0) {
    const parsed = await read(task, argv);
    refuseForeignFlags(task, parsed, true);
    return parsed;
  }
  const before = at > 0 ? await refuseMistakes(task, argv.slice(0, at), outside) : [];
  return await textFor(argv[at], task, toolVersion, before[0]);
}

/** @returns the words that stand there */
async function refuseMistakes(
  task: Task,
  argv: readonly string[],
  outside: Host["outside"],
): Promise<readonly string[]> {
  const before = await read({ ...task, words: task.words && { ...task.words, least: 0 } }, argv);
  if (before.is !== "run") return [];
  refuseForeignFlags(task, before, false);
  await task.check?.(before.flags as FlagValues<FlagSpecs> & CommonFlags, await outside());
  return before.words;
}

function refuseForeignFlags({ name, subCommands }: Task, parsed: Parsed, complete: boolean): void {
  if (subCommands === undefined || parsed.is !== "run") return;
  const { flags, words: [verb] } = parsed;
  if (verb !== undefined) requireOwnFlags(name, subCommands, { verb, flags, complete });
}

async function textFor(word: string, task: Task, toolVersion: string, verb?: string): Promise<Parsed> {
  if (word === "--version") return { is: "text", text: toolVersion + "\n" };
  const { help, helpOfSubCommand } = await import("../pages/help.ts");
  const chosen = verb === undefined ? undefined : task.subCommands?.[verb];
  return { is: "text", text: verb && chosen ? helpOfSubCommand(task, verb, chosen) : help(task) };
}

async function read(task: Task, argv: readonly string[]): Promise<Parsed> {
  // The help needs no parser.
  const { AliasNotFoundError, buildApplication, buildCommand, FlagNotFoundError, run, text_en } = await import(
    "@stricli/core"
  );
  let parsed: Parsed | undefined;
  let text = "";
  const mistakes: string[] = [];
  const note = (error: unknown) => {
    if (error instanceof FlagNotFoundError) mistakes.push(noFlag(task, error.input));
    else if (error instanceof AliasNotFoundError) mistakes.push(`there is no flag -${error.input}`);
    else mistakes.push(reasonOf(error));
    return "";
  };
  const built = buildCommand({
    parameters: parametersOf(task),
    docs: { brief: task.brief },
    func(flags: Record<string, unknown>, ...words: string[]) {
      parsed = { is: "run", flags: withEmptyLists(task, flags), words };
    },
  });
  const application = buildApplication(built, {
    name: task.name,
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { caseStyle: "convert-camel-to-kebab", disableAnsiColor: true },
    localization: {
      text: { ...text_en, exceptionWhileParsingArguments: note, noCommandRegisteredForInput: () => note("") },
    },
  });
  const process = { stdout: { write: (part: string) => void (text += part) }, stderr: { write: () => {} } };
  await run(application, withEmptyValues(withOwnOutput(task, argv)), { process });
  if (mistakes.length > 0) {
    throw new DayError("DAY-USE-001", mistakes.join("; "), {
      fix: advice`see ${command(`deno task ${task.name} --help`)}`,
    });
  }
  return parsed ?? { is: "text", text };
}

/** `--flag=` is a flag with an empty value; the parser would take it for a word. */
function withEmptyValues(argv: readonly string[]): string[] {
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  return argv.flatMap((word, at) => at < end && /^--[a-z][a-z-]*=$/.test(word) ? [word.slice(0, -1), ""] : [word]);
}

/** Each `--output FILE` as it is called here. */
function withOwnOutput({ outputFlag }: Task, argv: readonly string[]): string[] {
  if (outputFlag === undefined) return [...argv];
  const forms: readonly string[] = commonFlags.output.values;
  const isFile = (value: string | undefined) => value !== undefined && !forms.includes(value);
  return argv.map((word, index) => {
    const [, value] = /^--output=(.*)$/s.exec(word) ?? [];
    if (isFile(value)) return `${flagName(outputFlag)}=${value}`;
    return word === "--output" && isFile(argv[index + 1]) ? flagName(outputFlag) : word;
  });
}

/** The parser compares flags by their names in the program; people compare what they type. */
function noFlag(task: Task, input: string): string {
  const flag = `--${input}`;
  const known = Object.keys({ ...task.flags, ...commonFlags }).map(flagName);
  return [`there is no flag ${flag}`, didYouMean(flag, known)].filter((part) => part !== undefined).join(", ");
}

/** The parser's own types are made for flags written out in the source; ours are a table. */
type Parameters = TypedCommandParameters<Record<string, unknown>, string[], CommandContext>;

function parametersOf(task: Task): Parameters {
  const { words } = task;
  const parameter = words && { brief: words.brief, placeholder: words.placeholder, parse: String };
  return {
    flags: Object.fromEntries(
      Object.entries({ ...commonFlags, ...task.flags }).map(([name, spec]) => [name, parameterOf(spec)]),
    ),
    aliases: task.aliases,
    positional: parameter
      ? { kind: "array" as const, parameter, minimum: words.least, maximum: words.most }
      : { kind: "tuple" as const, parameters: [] },
  } as unknown as Parameters;
}

function parameterOf(spec: FlagSpec) {
  const { brief } = spec;
  const optional = true as const;
  switch (spec.kind) {
    case "toggle":
      return { kind: "boolean" as const, brief, default: false, withNegated: false };
    case "choice":
      return { kind: "enum" as const, brief, values: spec.values, optional };
    case "texts":
      return {
        kind: "parsed" as const,
        brief,
        placeholder: spec.placeholder,
        parse: String,
        variadic: true as const,
        optional,
      };
    case "optionalText":
      return {
        kind: "parsed" as const,
        brief,
        placeholder: spec.placeholder,
        parse: String,
        inferEmpty: true as const,
        optional,
      };
    case "text":
      return { kind: "parsed" as const, brief, placeholder: spec.placeholder, parse: String, optional };
  }
}

function withEmptyLists(task: Task, flags: Record<string, unknown>): Record<string, unknown> {
  const specs: FlagSpecs = task.flags;
  const lists = Object.keys(specs).filter((name) => specs[name].kind === "texts").map((name) => [name, []]);
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(lists), ...Object.fromEntries(given) };
}
