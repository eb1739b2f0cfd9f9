import { isMap, isSeq } from "yaml";
import { appendToCollection } from "../config/file/append_to_collection.ts";
import { DayError } from "../host/errors/day_error.ts";
import { yamlText } from "../text/yaml_text.ts";
import { readClusterFile } from "./template_problem.ts";

export type Tag = { readonly key: string; readonly value: string };

/**
 * Appends tags to the `Tags` of a cluster file; every other byte stays. Key and value stand on lines of their own, one behind
 * the other, because the tools on the cluster read "the line after the key".
 *
 * @throws DayError DAY-TPL-001 when the file has no list of tags, or has one of these tags already
 */
export function appendTags(text: string, tags: readonly Tag[]): string {
  if (tags.length === 0) return text;
  const { document: { contents } } = readClusterFile(text);
  const list: unknown = isMap(contents) ? contents.get("Tags", true) : undefined;
  if (!isSeq(list)) {
    throw new DayError("DAY-TPL-001", "it has no list Tags, which --tag needs", {
      fix: "add the list Tags to the template, or leave out --tag",
    });
  }
  const known = new Set(list.items.map((item) => isMap(item) ? item.get("Key") : undefined));
  const again = tags.find(({ key }) => known.has(key));
  if (again !== undefined) {
    throw new DayError("DAY-TPL-001", `it has the tag ${JSON.stringify(again.key)} already, and --tag names it again`, {
      fix: "leave out this --tag",
    });
  }
  const entries = tags.map(list.flow ? flowEntry : blockEntry);
  const { at, text: added } = appendToCollection(text, list, entries);
  return text.slice(0, at) + added + text.slice(at);
}

function blockEntry({ key, value }: Tag): string {
  return `- Key: ${yamlText(key)}\n  Value: ${yamlText(value)}`;
}

function flowEntry({ key, value }: Tag): string {
  return `{Key: ${yamlText(key, "flow")}, Value: ${yamlText(value, "flow")}}`;
}
