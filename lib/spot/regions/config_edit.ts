import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { appendToCollection } from "../../config/file/append_to_collection.ts";
import type { Files } from "../../host/files.ts";
import { replaceFile } from "../../state/artifacts.ts";

/** A configuration that is changed in place: all other text stays as it is. */
export type ConfigEdit = {
  /** Regions that are there. */
  readonly regions: readonly string[];
  value(region: string, key: string): unknown;
  /** Sets keys of a region, which is added where it is missing, in the form that the file has already. */
  set(region: string, values: Values): void;
  /** The file's text as it would be. */
  text(): string;
};

type Values = Readonly<Record<string, string>>;

export function editConfig(before: string): ConfigEdit {
  let text = before;
  let document: Document = parseDocument(text);
  const put = (changed: string) => {
    text = changed;
    document = parseDocument(text);
  };
  return {
    get regions() {
      return namesIn(document.get("regions"));
    },
    value: (region, key) => document.getIn([...pathOf(document, region), key]),
    set(region, values) {
      const regions = document.get("regions");
      if (namesIn(regions).includes(region)) {
        for (const [key, value] of Object.entries(values)) put(withKey(document, text, region, key, value));
      } else put(withRegion(document, text, region, values));
    },
    text: () => text,
  };
}

function namesIn(regions: unknown): readonly string[] {
  const maps = isSeq(regions) ? regions.items.filter((item) => isMap(item)) : isMap(regions) ? [regions] : [];
  return maps.flatMap((map) => map.items.map(({ key }) => String(key)));
}

function pathOf(document: Document, region: string): readonly (string | number)[] {
  const regions = document.get("regions");
  if (!isSeq(regions)) return ["regions", region];
  return ["regions", regions.items.findIndex((item) => isMap(item) && item.has(region)), region];
}

function withKey(document: Document, text: string, region: string, key: string, value: string): string {
  const path = pathOf(document, region);
  const entry = document.getIn(path);
  const old = isMap(entry) ? entry.items.find((pair) => isPair(pair) && String(pair.key) === key)?.value : undefined;
  if (isMap(entry) && old === undefined) return appended(text, entry, [`${key}: ${scalar(value)}`]);
  const isOneWord = isScalar(old) || (isCollection(old) && old.flow);
  if (isOneWord && old.range != null && old.range[1] > old.range[0]) {
    return text.slice(0, old.range[0]) + scalar(value) + text.slice(old.range[1]);
  }
  document.setIn([...path, key], value);
  return document.toString({ lineWidth: 0 });
}

function withRegion(document: Document, text: string, region: string, values: Values): string {
  const regions = document.get("regions");
  if (!(isSeq(regions) || isMap(regions)) || regions.items.length === 0) {
    document.set("regions", document.createNode({ [region]: values }));
    return document.toString({ lineWidth: 0 });
  }
  const keys = Object.entries(values).map(([key, value]) => `${key}: ${scalar(value)}`);
  const name = scalar(region);
  if (regions.flow) {
    const entry = `${name}: {${keys.join(", ")}}`;
    return appended(text, regions, [isSeq(regions) ? `{${entry}}` : entry]);
  }
  const lines = isSeq(regions) ? [`- ${name}:`, ...keys.map((key) => `    ${key}`)] : [
    `${name}:`,
    ...keys.map((key) => `  ${key}`),
  ];
  return appended(text, regions, [lines.join("\n")]);
}

function appended(text: string, target: YAMLMap | YAMLSeq, entries: readonly string[]): string {
  const { at, text: added } = appendToCollection(text, target, entries);
  return text.slice(0, at) + (target.flow ? added.replace(/\r?\n */g, " ") : added) + text.slice(at);
}

/** Plain where that can be taken for nothing else. */
function scalar(value: string): string {
  return /^(?!(?:true|false|null)$)[a-z][\w.-]*$/.test(value) ? value : JSON.stringify(value);
}

/**
 * Writes a changed configuration; the bytes that stood there go to `.bak` first.
 *
 * @returns the path of these
 * @throws DayError DAY-RUN-007 when one of them cannot be written
 */
export async function writeWithBackup(files: Files, path: string, text: string): Promise<string> {
  const backup = `${path}.bak`;
  await replaceFile(files, backup, await files.readBytes(path));
  await replaceFile(files, path, text);
  return backup;
}
