import { readYaml, type YamlDocument } from "../../config/file/yaml_document.ts";
import { type FieldReader, fieldReader } from "./field_reader.ts";
import { type Problem, refuse } from "./problem.ts";

/** A file whose fields can be read; `problems` grows with them, to be refused when all are read. */
export type Fields = {
  readonly document: YamlDocument;
  readonly read: FieldReader;
  readonly problems: Problem[];
};

/** @throws DayError WS-CFG-001 when the text is no YAML; a key that stands there twice is only noted */
export function readFields(text: string, file: string): Fields {
  const { document, complaints } = readYaml(text);
  const problems = complaints.map(({ at, message }): Problem => ({ code: "WS-CFG-001", file, at, about: "", message }));
  if (complaints.some(({ isDouble }) => !isDouble)) refuse(problems);
  return { document, problems, read: fieldReader(document, file, problems) };
}
