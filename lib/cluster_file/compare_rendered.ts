import { type Document, isAlias, isCollection, isScalar, type Node, type Scalar, visit } from "yaml";
import { DayError } from "../host/errors/day_error.ts";
import { holdsText, type MarkedTemplate, marksIn, unmarked } from "./marked_template.ts";
import { readClusterFile } from "./template_problem.ts";
import type { TokenValues } from "./template_tokens.ts";

/**
 * Reads a rendered file, and makes sure that it is the template with the values in it: the same keys and lists, every token
 * read as its value, and all else as it was. No value may add, hide or change anything around it.
 *
 * @throws DayError DAY-TPL-001 that names the line, its tokens, and what would be read
 */
export function compareRendered(template: MarkedTemplate, tokens: TokenValues, rendered: string): void {
  const { document, lines, problem } = readClusterFile(rendered);
  if (problem !== undefined) {
    throw new DayError("DAY-TPL-001", `with the values of its tokens, ${problem}`, { fix: ways });
  }
  const before = nodesOf(template.document);
  const after = nodesOf(document);
  const at = before.findIndex((node, index) => !isSame(node, after[index], tokens));
  if (at < 0 && before.length === after.length) return;
  const node = after[at] ?? after.at(-1);
  const { line } = lines.linePos(node?.range?.[0] ?? 0);
  const names = [...new Set(marksIn(template.text.split("\n")[line - 1] ?? ""))].map((name) => `\${${name}}`);
  const wanted = before[at];
  const said = isScalar(wanted) && isScalar(node) && typeof wanted.value === "string"
    ? `${JSON.stringify(unmarked(wanted.value, tokens))} would be read as ${JSON.stringify(node.value)}`
    : "the value would change what stands around it";
  const subject = names.length === 0 ? "" : `${names.join(", ")}: `;
  throw new DayError("DAY-TPL-001", `line ${line}: ${subject}${said}`, { fix: ways });
}

const ways = "put the token into double quotes on a line of its own in the template, or take another value";

/** Everything in a document, keys included, in the order of the text. Where two of these lists agree, the documents do. */
function nodesOf(document: Document): readonly Node[] {
  const nodes: Node[] = [];
  visit(document, { Node: (_, node) => void nodes.push(node) });
  return nodes;
}

function isSame(before: Node, after: Node | undefined, tokens: TokenValues): boolean {
  if (isScalar(before)) return isScalar(after) && isSameScalar(before, after, tokens);
  if (isAlias(before)) return isAlias(after) && unmarked(before.source, tokens) === after.source;
  return isCollection(before) && isCollection(after) && before.constructor === after.constructor &&
    before.items.length === after.items.length;
}

function isSameScalar(before: Scalar, after: Scalar, tokens: TokenValues): boolean {
  if (typeof before.value !== "string" || marksIn(before.value).length === 0) {
    return Object.is(before.value, after.value);
  }
  const read = holdsText(before.value) ? after.value : String(after.source ?? after.value);
  return read === unmarked(before.value, tokens);
}
