import type { Explained } from "../../explain/explained.ts";
import type { Answer } from "../answer.ts";

/** What `explain` says of a name. No line is broken: a fix may be a command. */
export function explainAnswer({ name, kind, summary, rows, origin, value }: Explained): Answer {
  const width = Math.max(0, ...rows.map(([title]) => title.length));
  const margin = `\n${" ".repeat(width + 4)}`;
  const lines = rows.map(([title, text]) => `  ${title.padEnd(width)}  ${text.replaceAll("\n", margin)}`);
  const explanation = [`${name}: ${summary}`, ...lines].join("\n");
  const fields = Object.fromEntries(rows.map(([title, text]) => [title.replaceAll(" ", "_"), text]));
  return { json: { name, kind, explanation, origin, value, details: { summary, ...fields } }, text: explanation };
}
