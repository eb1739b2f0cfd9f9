import type { YAMLParseError } from "yaml";

/** What keeps a text from being YAML, in words that name no part of any library. */
export function yamlProblem({ code }: Pick<YAMLParseError, "code">): string {
  return problems[code] ?? "this is not valid YAML";
}

const problems: Readonly<Partial<Record<YAMLParseError["code"], string>>> = {
  BAD_DQ_ESCAPE: "there is no such escape in double quotes; write a backslash as two, or use single quotes",
  BAD_INDENT: "the indentation does not fit the lines above, or a bracket there is not closed",
  BAD_SCALAR_START: "a text that starts with this character needs quotes",
  BLOCK_AS_IMPLICIT_KEY: "a line holds one key only; a text that contains a colon and a space needs quotes",
  BLOCK_IN_FLOW: "inside brackets, entries must be separated by commas",
  DUPLICATE_KEY: "this key is there twice",
  KEY_OVER_1024_CHARS: "a key must be short and stand on one line with its colon",
  MISSING_CHAR: "a bracket, a quote, a comma or a colon is missing",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line with its colon",
  MULTIPLE_DOCS: "a second YAML document starts here, but only one is allowed",
  TAB_AS_INDENT: "lines must be indented with spaces, not with tabs",
};
