import { denoRun } from "../lib/host/own_command.ts";
import type { TaskRow } from "../tasks/tasks.ts";

type Entry = { readonly description: string; readonly command: string };

/** What `deno.json` says of the product's tasks: each of them, and behind it the same once more under each alias. */
export function taskEntries(rows: readonly TaskRow[]): Readonly<Record<string, Entry>> {
  return Object.fromEntries(rows.flatMap((row) => {
    const command = [...denoRun(row), `tasks/${row.name}.ts`].join(" ");
    const aliases = row.aliases.map((alias) => [alias, { description: `the same as ${row.name}`, command }]);
    return [[row.name, { description: row.brief, command }], ...aliases];
  }));
}

/** The text of `deno.json` with these entries in the place of those of the product's tasks; everything else stays as it is. */
export function withTaskEntries(text: string, entries: Readonly<Record<string, Entry>>): string {
  const lines = Object.entries(entries).map(([name, { description, command }]) =>
    `    ${JSON.stringify(name)}: {\n` +
    `      "description": ${JSON.stringify(description)},\n` +
    `      "command": ${JSON.stringify(command)}\n    },\n`
  );
  const written = /(?<="tasks": \{\n)(?: {4}".*": \{\n.*\n {6}"command": "deno run .* tasks\/\S+\.ts"\n {4}\},\n)*/;
  return text.replace(written, () => lines.join(""));
}

/**
 * The file that says where each task stands. Names that are no words of the language are quoted, and files are named in `String`, so that
 * Deno reads that of one task only, and when it is loaded: what is written out plainly it reads before the first line runs.
 */
export function taskFilesText(rows: readonly Pick<TaskRow, "name">[]): string {
  const lines = rows.map(({ name }) => {
    const key = /^[a-z]+$/.test(name) ? name : JSON.stringify(name);
    return `  ${key}: () => import(String("../${name}.ts")),\n`;
  });
  return `import type { Task } from "../../lib/cli/task.ts";

/** Where each task stands; \`deno task docs\` writes it from the rows. \`String\` hides a file from Deno until it is loaded. */
export const taskFiles: Readonly<Record<string, () => Promise<{ readonly default: Task }>>> = {
${lines.join("")}};
`;
}
