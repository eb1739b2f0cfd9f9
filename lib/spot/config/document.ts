import { readYaml, type YamlDocument } from "../../config/file/yaml_document.ts";
import type { Problem } from "./problems.ts";

/** Reads YAML. What the reader complains of are problems of the file as a whole; a key that is there twice is one of its own. */
export function readDocument(text: string): { readonly document: YamlDocument; readonly problems: readonly Problem[] } {
  const { document, complaints } = readYaml(text);
  const problems = complaints.map(({ at, isDouble, message }): Problem => ({
    code: isDouble ? "CFG-06" : "CFG-01",
    isWarning: false,
    at,
    key: "",
    found: isDouble ? "the same key twice" : message,
    allowed: isDouble ? "each key and each region once" : "YAML",
    fix: isDouble ? "remove one of them" : "",
  }));
  return { document, problems };
}
