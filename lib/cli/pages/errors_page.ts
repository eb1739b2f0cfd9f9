import { adviceOf } from "../../host/errors/advice.ts";
import { errorCodes } from "../../host/errors/error_codes.ts";

/** What the exit codes of the whole product mean. */
const exitCodes: readonly (readonly [code: string, meaning: string])[] = [
  ["0", "success, also if there was nothing to do"],
  ["1", "something is not valid, was not found, or was declined by the user"],
  ["2", "an operation of AWS or ParallelCluster failed"],
  ["3", "drift was found: AWS resources of a cluster were changed"],
  ["4", "a required program is missing or has the wrong version"],
  ["5", "only some of the items succeeded"],
  ["6", "blocked by another run or by an existing resource"],
  ["130", "interrupted by Ctrl-C; the progress so far is saved"],
  ["143", "stopped by the signal TERM; the progress so far is saved"],
];

/** The reference page of all error codes, in their order, as Markdown. */
export function errorsPage(): string {
  const errors = Object.entries(errorCodes)
    .map(([code, { exitCode, title, fix }]) => [code, String(exitCode), title, adviceOf(fix).text])
    .sort(([a], [b]) => a < b ? -1 : 1);
  return `# Error codes

Every error has a code, a message and a way out. With \`--output json\` they stand under \`error\`. This page is written by
\`deno task docs\` from the registry in \`lib/host/errors/error_codes.ts\`.

${table(["Code", "Exit", "What it means", "What to do, unless the message says more"], errors)}
## Exit codes

${table(["Code", "Meaning"], exitCodes)}`;
}

/** A table with its columns lined up, as the formatter leaves it. */
function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const rows = [head, ...body.map((row) => row.map(cell))];
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column].length)));
  const line = (cells: readonly string[]) => `| ${cells.map((text, at) => text.padEnd(widths[at])).join(" | ")} |\n`;
  return [rows[0], widths.map((width) => "-".repeat(width)), ...rows.slice(1)].map(line).join("");
}

/** A bar would end the cell, an angle bracket begin a tag. */
function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/</g, "&lt;");
}
