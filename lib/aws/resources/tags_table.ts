import { Buffer } from "node:buffer";
import { DayError } from "../../host/errors/day_error.ts";

/** Where clusters look up which users may spend on which project. */
export const tagsTableKey = "data/budget_tags/pcluster-project-budget-tags.tsv";

/**
 * The table's line for a project, without its line end: the project, a TAB, and the users, `ubuntu` first. Text with
 * a TAB or a line end, which would make other lines of it, is `DAY-CFG-003`; so is a user with a comma.
 */
export function tagsLine(project: string, users: readonly string[]): string {
  const bad = [project, ...users].find((text) => /[\t\r\n]/.test(text)) ?? users.find((user) => user.includes(","));
  if (bad !== undefined || project === "") {
    const message = `${JSON.stringify(bad ?? project)} cannot be written into the table of budget users`;
    throw new DayError("DAY-CFG-003", message, { fix: "use names without tabs, commas and line breaks" });
  }
  return `${project}\t${["ubuntu", ...users].join(",")}`;
}

/**
 * The users beside `ubuntu` that the table lists for a project, over all its lines; nothing when it has none. As the
 * readers on the cluster do: lines of exactly two fields, and each name taken as it stands, blanks included.
 */
export function usersInTable(table: Uint8Array, project: string): string[] | undefined {
  const lines = linesOf(table).filter((line) => belongsTo(line, project));
  if (lines.length === 0) return undefined;
  const names = lines.flatMap((line) => fromBytes(contentOf(line)).split("\t")[1].split(","));
  return [...new Set(names)].filter((name) => name.trim() !== "" && name.trim() !== "ubuntu");
}

/** The table with the line at its end; the same bytes when the line is there already. */
export function withLine(table: Uint8Array, line: string): Uint8Array {
  const lines = linesOf(table);
  if (lines.some((each) => fromBytes(contentOf(each)) === line)) return table;
  const last = lines.at(-1);
  const gap = last === undefined || last.endsWith("\n") ? "" : "\n";
  return toBytes(lines.join("") + gap + latin1(line) + "\n");
}

/** The table without the lines that read exactly so. */
export function withoutLine(table: Uint8Array, line: string): Uint8Array {
  return toBytes(linesOf(table).filter((each) => fromBytes(contentOf(each)) !== line).join(""));
}

/** The table without any line of the project. */
export function withoutProject(table: Uint8Array, project: string): Uint8Array {
  return toBytes(linesOf(table).filter((each) => !belongsTo(each, project)).join(""));
}

function belongsTo(line: string, project: string): boolean {
  const fields = fromBytes(contentOf(line)).split("\t");
  return fields.length === 2 && fields[0] === project;
}

/** Lines with their line ends. One character per byte, so that bytes that are not UTF-8 survive untouched. */
function linesOf(table: Uint8Array): string[] {
  return Buffer.from(table).toString("latin1").match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Without the line feed; a carriage return belongs to the content, as it does for the readers. */
function contentOf(line: string): string {
  return line.endsWith("\n") ? line.slice(0, -1) : line;
}

function toBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}

function fromBytes(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

function latin1(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}
