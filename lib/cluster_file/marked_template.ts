import { type Document, isCollection, isNode, Scalar, visit } from "yaml";
import { DayError } from "../host/errors/day_error.ts";
import type { YamlPlace } from "../text/yaml_text.ts";
import { readClusterFile } from "./template_problem.ts";
import { isNumber, type TokenName, tokenPattern, type TokenValues } from "./template_tokens.ts";

/** A template that can be read before its tokens have values: a mark of the same length stands for each. */
export type MarkedTemplate = {
  readonly text: string;
  readonly document: Document;
  /** Those with marks in them, in the order of the text. */
  readonly scalars: readonly MarkedScalar[];
};

/** A value or a key of the template with at least one mark in it. */
export type MarkedScalar = {
  readonly start: number;
  readonly end: number;
  readonly source: string;
  /** What is read there, marks included. */
  readonly value: string;
  readonly place: YamlPlace;
  /** Not made of numbers and booleans alone. */
  readonly isText: boolean;
  /** One line that may get quotes. */
  readonly isLine: boolean;
};

/** Characters that belong to nobody: YAML takes them for letters, and no template has them. */
const mark = /\uE000(REGSUB_[A-Z0-9_]+)\uE001\uE001/g;

/** @throws DayError DAY-TPL-001 for what is no YAML */
export function markedTemplate(template: string): MarkedTemplate {
  const text = template.replace(tokenPattern, (_, name: string) => `\uE000${name}\uE001\uE001`);
  const { document, problem } = readClusterFile(text);
  if (problem !== undefined) throw new DayError("DAY-TPL-001", problem);
  const scalars: MarkedScalar[] = [];
  visit(document, {
    Scalar(_, node, path) {
      const [start, end] = node.range ?? [0, 0];
      const source = text.slice(start, end);
      if (typeof node.value !== "string" || marksIn(node.value).length === 0) return;
      const inFlow = path.some((each) => isNode(each) && isCollection(each) && each.flow === true);
      scalars.push({
        ...{ start, end, source, value: node.value },
        place: inFlow ? "flow" : "block",
        isText: holdsText(node.value),
        isLine: !isBlock(node) && !source.includes("\n"),
      });
    },
  });
  return { text, document, scalars: scalars.sort((a, b) => a.start - b.start) };
}

export function marksIn(text: string): readonly TokenName[] {
  return [...text.matchAll(mark)].map(([, name]) => name as TokenName);
}

/** Whether what the marks stand for is more than numbers and booleans. */
export function holdsText(marked: string): boolean {
  return marksIn(marked).some((name) => !isNumber(name));
}

/** The text with values in the place of marks. */
export function unmarked(text: string, tokens: TokenValues): string {
  return text.replace(mark, (_, name: TokenName) => tokens[name]);
}

/** Behind `|` or `>`, where nothing needs quotes. */
function isBlock({ type }: Scalar): boolean {
  return type === Scalar.BLOCK_LITERAL || type === Scalar.BLOCK_FOLDED;
}
