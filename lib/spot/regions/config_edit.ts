import { type Document, isMap, isSeq, parseDocument } from "yaml";
import type { Files } from "../../host/files.ts";
import { replaceFile } from "../../state/artifacts.ts";

/** A configuration that is changed in place: comments and order stay. */
export type ConfigEdit = {
  /** Regions that are there. */
  readonly regions: readonly string[];
  value(region: string, key: string): unknown;
  /** Sets keys of a region, which is added where it is missing, in the form that the file has already. */
  set(region: string, values: Readonly<Record<string, unknown>>): void;
  /** The file's text as it would be. */
  text(): string;
};

export function editConfig(text: string): ConfigEdit {
  const document: Document = parseDocument(text);
  const regions = document.get("regions");
  const names = (): readonly string[] => {
    if (isSeq(regions)) {
      return regions.items.flatMap((item) => isMap(item) ? item.items.map(({ key }) => String(key)) : []);
    }
    return isMap(regions) ? regions.items.map(({ key }) => String(key)) : [];
  };
  const pathOf = (region: string): (string | number)[] => {
    if (!isSeq(regions)) return ["regions", region];
    return ["regions", regions.items.findIndex((item) => isMap(item) && item.has(region)), region];
  };
  return {
    get regions() {
      return names();
    },
    value: (region, key) => document.getIn([...pathOf(region), key]),
    set(region, values) {
      if (names().includes(region)) {
        for (const [key, value] of Object.entries(values)) document.setIn([...pathOf(region), key], value);
      } else if (isSeq(regions)) regions.add(document.createNode({ [region]: values }));
      else document.setIn(["regions", region], document.createNode(values));
    },
    text: () => document.toString({ lineWidth: 0 }),
  };
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

/** Lines that differ, in the manner of a unified diff without context. */
export function differingLines(before: string, after: string): readonly string[] {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  const removed = old.filter((line) => !fresh.includes(line)).map((line) => `-${line}`);
  return [...removed, ...fresh.filter((line) => !old.includes(line)).map((line) => `+${line}`)];
}
