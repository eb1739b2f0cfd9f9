import type { Command } from "../command.ts";

/** What a person can do, and the commands in that text: they are to be copied, so that nobody breaks a line inside one. */
export type Advice = { readonly text: string; readonly commands: readonly Command[] };

/** Text with commands in it: ``advice`resume it with: ${command("deno task create --resume")}` ``. Other values are plain text. */
export function advice(texts: TemplateStringsArray, ...values: readonly (string | Advice)[]): Advice {
  return joined(texts.flatMap((text, at) => at === 0 ? [text] : [values[at - 1], text]), "");
}

/** The advice to run a command, alone or as a part of a longer one. */
export function command(line: Command): Advice {
  return { text: line, commands: [line] };
}

/** Several pieces as one. */
export function joined(pieces: readonly (string | Advice)[], between: string): Advice {
  const all = pieces.map(adviceOf);
  return { text: all.map(({ text }) => text).join(between), commands: all.flatMap(({ commands }) => commands) };
}

/** Plain text is advice without a command. */
export function adviceOf(given: string | Advice): Advice {
  return typeof given === "string" ? { text: given, commands: [] } : given;
}
