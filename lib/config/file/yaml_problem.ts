import type { YAMLParseError } from "yaml";

/** What keeps a text from being YAML, in words that name no part of any library. */
export function yamlProblem({ code }: Pick<YAMLParseError, "code">): string {
  return problems[code] ?? "a reader of YAML makes no sense of this place";
}

const problems: Readonly<Partial<Record<YAMLParseError["code"], string>>> = {
  BAD_DQ_ESCAPE: "there is no such escape in double quotes; write a backslash as two, or use single quotes",
  BAD_INDENT: "the indentation does not fit the lines above, or a bracket there is not closed",
  BAD_SCALAR_START: "a text that starts with this character needs quotes",
  BLOCK_AS_IMPLICIT_KEY: "a line holds one key only; a text with a colon and a blank in it needs quotes",
  BLOCK_IN_FLOW: "inside of brackets, entries need commas between them",
  DUPLICATE_KEY: "this key stands twice",
  KEY_OVER_1024_CHARS: "a key must be short and stand on one line with its colon",
  MISSING_CHAR: "a bracket, a quote, a comma or a colon is missing",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line with its colon",
  MULTIPLE_DOCS: "a second document starts here, where there may be only one",
  TAB_AS_INDENT: "lines must be indented with blanks, not with tabs",
};
