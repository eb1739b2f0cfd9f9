import type { Task } from "../task.ts";
import { help } from "./help.ts";

/**
 * The reference of all tasks as Markdown: the help of each, as `--help` prints it, without the parts that every task has, which
 * stand once at the end.
 */
export function referencePage(tasks: readonly { readonly task: Task; readonly aliases: readonly string[] }[]): string {
  const entries = tasks.map(({ task, aliases }) => {
    const [own] = parts(help(task));
    const also = aliases.length === 0 ? "" : `Also: \`${aliases.join("`, `")}\`.\n\n`;
    return `## ${task.name}\n\n${also}${fenced(own)}${variables(task)}`;
  });
  const [, common] = parts(help({ ...tasks[0].task, variables: {} }));
  return `# Reference

Every task with its flags, as \`deno task TASK --help\` prints it. This page is written by \`deno task docs\` from the tables
that define the command line.

${tasks.map(({ task }) => `- [${task.name}](#${task.name}): ${task.brief}`).join("\n")}

${entries.join("\n")}
## Every task

${fenced(common)}`;
}

/** What it reads from the environment beside what every task reads. */
function variables({ variables = {} }: Task): string {
  const lines = Object.entries(variables).map(([name, meaning]) => `- \`${name}\`: ${meaning}\n`);
  return lines.length === 0 ? "" : `\n${lines.join("")}`;
}

/** A task's own part of its help, and the part that is the same for all: its flags, and the variables behind its own. */
function parts(text: string): readonly [own: string, common: string] {
  const at = text.indexOf("\nFLAGS OF EVERY TASK\n");
  return [text.slice(0, at), text.slice(at + 1)];
}

function fenced(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}
