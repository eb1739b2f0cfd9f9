import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { didYouMean } from "../text/did_you_mean.ts";
import { flagName } from "./flag_name.ts";
import type { CommonFlags, FlagSpecs } from "./flags.ts";
import type { SubCommand, SubCommands, Task } from "./task.ts";

/** Gives a sub-command its precise flag types. */
export function subCommand<const F extends FlagSpecs, const N extends (keyof F | keyof CommonFlags) & string = never>(
  { needs = [], ...definition }: Omit<SubCommand<F, N>, "needs"> & { readonly needs?: readonly N[] },
): SubCommand {
  return { ...definition, needs } as unknown as SubCommand;
}

/** A task that is nothing but its sub-commands: its command line takes the flags of all, each of them only its own. */
export function taskOfSubCommands(
  definition: Pick<Task, "name" | "brief" | "examples">,
  subCommands: SubCommands,
): Task {
  const names = Object.keys(subCommands);
  return {
    ...definition,
    subCommands,
    helpWithoutArguments: true,
    flags: Object.assign({}, ...Object.values(subCommands).map(({ flags }) => flags)),
    words: { brief: names.join(", "), placeholder: "verb", values: names, least: 1, most: 1 },
    run: (flags, [verb], context) => chosenSubCommand(definition.name, subCommands, verb).run(flags, context),
  };
}

/** @throws DayError DAY-USE-001 when there is none of this name */
function chosenSubCommand(task: string, subCommands: SubCommands, verb: string): SubCommand {
  if (Object.hasOwn(subCommands, verb)) return subCommands[verb];
  const names = Object.keys(subCommands);
  const guess = didYouMean(verb, names);
  const expected = guess ?? `expected ${names.join(" or ")}`;
  throw new DayError("DAY-USE-001", `${task} ${verb}: ${expected}`, { fix: seeHelp(task) });
}

/**
 * Refuses flags of other sub-commands, and the lack of those that this one needs.
 *
 * @param complete false where the command line may still go on
 * @throws DayError DAY-USE-001 with every mistake it finds
 */
export function requireOwnFlags(
  task: string,
  subCommands: SubCommands,
  { verb, flags, complete }: {
    readonly verb: string;
    readonly flags: Readonly<Record<string, unknown>>;
    readonly complete: boolean;
  },
): void {
  const chosen = chosenSubCommand(task, subCommands, verb);
  const others = Object.values(subCommands).flatMap((each) => Object.keys(each.flags));
  const foreign = [...new Set(others)].filter((name) => !Object.hasOwn(chosen.flags, name) && isGiven(flags[name]));
  const lacking = complete ? chosen.needs.filter((name) => (flags[name] ?? "") === "") : [];
  const mistakes = [
    ...foreign.map((name) => `${flagName(name)} is not for ${verb}`),
    ...lacking.map((name) => `${verb} needs ${flagName(name)}`),
  ];
  if (mistakes.length > 0) throw new DayError("DAY-USE-001", mistakes.join("; "), { fix: seeHelp(`${task} ${verb}`) });
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
}

function seeHelp(task: string) {
  return advice`see ${command(`deno task ${task} --help`)}`;
}
