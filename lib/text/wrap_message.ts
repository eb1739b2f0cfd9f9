import { wrap } from "./wrap.ts";

/** A blank at which no line is broken; the message has none of its own. */
const glue = "\u00a0";

/**
 * Breaks the lines of a message between words. A line that begins with blanks goes on behind as many; `indent` comes on top of them.
 * Paths and other words that are too long stay whole, and so do the commands: they are to be copied.
 *
 * @param commands as they stand in the text
 */
export function wrapMessage(text: string, columns: number, indent: string, commands: readonly string[]): string {
  return glued(text, commands).split("\n").map((line) => {
    const words = line.trimStart();
    const blanks = line.slice(0, line.length - words.length);
    const lines = wrap(words, columns - blanks.length, indent).replaceAll(glue, " ").split("\n");
    return lines.map((each) => blanks + each).join("\n");
  }).join("\n");
}

/** A longer command goes before one that it begins with. */
function glued(text: string, commands: readonly string[]): string {
  return commands.toSorted((one, other) => other.length - one.length)
    .reduce((rest, command) => rest.replaceAll(command, () => command.replaceAll(" ", glue)), text);
}
