import { wrap } from "./wrap.ts";

/** A blank at which no line is broken; the message has none of its own. */
const glue = "\u00a0";
const command = /(?<=^|: )(?:env (?:-u \w+ )+)?(?:AWS_PROFILE=\S+ )?(?:deno task|dayctl|pcluster|aws|ssh) [^;]*/;

/**
 * Breaks the lines of a message between words. A line that begins with blanks goes on behind as many; `indent` comes on top of them.
 * Paths and other words that are too long stay whole, and so does a command that a line begins or ends with: it is to be copied.
 */
export function wrapMessage(text: string, columns: number, indent: string): string {
  return text.split("\n").map((line) => {
    const words = line.trimStart();
    const blanks = line.slice(0, line.length - words.length);
    const whole = words.replace(command, (found) => found.replaceAll(" ", glue));
    const lines = wrap(whole, columns - blanks.length, indent).replaceAll(glue, " ").split("\n");
    return lines.map((each) => blanks + each).join("\n");
  }).join("\n");
}
