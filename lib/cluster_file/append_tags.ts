import { isMap, isSeq, parseDocument } from "yaml";
import { DayError } from "../host/errors/day_error.ts";

/**
 * Appends tags to the `Tags` of a cluster file. Key and value stand on lines of their own, one behind the other, because the tools
 * on the cluster read "the line after the key". Without tags the text stays as it is.
 *
 * @throws DayError DAY-TPL-001 when the file has no list of tags
 * @see spec/pcluster-template.md section 7
 */
export function appendTags(text: string, tags: readonly { readonly key: string; readonly value: string }[]): string {
  if (tags.length === 0) return text;
  const document = parseDocument(text);
  const list = isMap(document.contents) ? document.contents.get("Tags", true) : undefined;
  if (!isSeq(list)) {
    throw new DayError("DAY-TPL-001", "it has no list Tags that --tag could append to", {
      fix: "add the list Tags to the template, or leave out --tag",
    });
  }
  for (const { key, value } of tags) list.add(document.createNode({ Key: key, Value: value }));
  return document.toString({ lineWidth: 0 });
}
