import { type Document, isMap, LineCounter, type ParsedNode, parseDocument } from "yaml";
import { strayTokens, tokenPattern } from "./template_tokens.ts";
import { yamlProblem } from "../config/file/yaml_problem.ts";

/**
 * Why no cluster can be made of a template, as far as that is known before its tokens have values; nothing when it can.
 */
export function templateProblem(text: string, file: ClusterFile = readTemplate(text)): string | undefined {
  const stray = strayTokens(text);
  if (stray.length > 0) return `it has tokens that cannot be replaced: ${stray.join(", ")}`;
  const { document, problem } = file;
  if (problem !== undefined || isMap(document.contents)) return problem;
  return "it is not a ParallelCluster configuration file with sections like HeadNode and Scheduling";
}

/**
 * A template that can be read as YAML before its tokens have values: braces inside of brackets would be none. Lengths
 * stay, for the places in messages, and different tokens stay different, because they may be keys.
 */
function withoutBraces(template: string): string {
  return template.replace(tokenPattern, (token, name: string) => name.padEnd(token.length, "_"));
}

/** Puts something in the place of the tokens of a text that was read without its braces. */
export function fillTokens(text: string, value: (name: string) => string): string {
  return text.replace(/(REGSUB(?:_[A-Z0-9]+)+)___/g, (_, name: string) => value(name));
}

export type ClusterFile = {
  /** What was parsed. */
  readonly text: string;
  readonly document: Document.Parsed<ParsedNode>;
  readonly lines: LineCounter;
  /** Why it is no YAML, with the place. */
  readonly problem?: string;
};

/** Parses a template whose tokens have no values yet. */
export function readTemplate(template: string): ClusterFile {
  return readClusterFile(withoutBraces(template));
}

/** Parses a cluster file. Whoever needs more than one thing of a text hands the result on: it takes some 15 ms. */
export function readClusterFile(text: string): ClusterFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken === undefined) return { text, document, lines };
  const { line, col } = lines.linePos(broken.pos[0]);
  return { text, document, lines, problem: `line ${line}, column ${col}: this is not YAML: ${yamlProblem(broken)}` };
}
