import type { Json } from "../../host/json.ts";
import { textOf } from "./check_field.ts";
import type { Path, Place, YamlDocument } from "../../config/file/yaml_document.ts";
import { type FieldRow, fieldRows } from "./field_rows.ts";

/** Reads fields by their names, whichever of them stands in the file. What has the wrong kind is as if it were not there. */
export type FieldReader = {
  text(key: string): string | undefined;
  number(key: string): number | undefined;
  flag(key: string): boolean | undefined;
  texts(key: string): readonly string[] | undefined;
  numbers(key: string): readonly number[] | undefined;
  map(key: string): Readonly<Record<string, string>>;
  at(key: string): Place;
};

/** @param below where the fields lie; `rows`: which of them have other names */
export function fieldReader(
  document: YamlDocument,
  below: Path = [],
  rows: readonly FieldRow[] = fieldRows,
): FieldReader {
  const pathOf = (key: string): Path => {
    const path = key.split(".");
    const names = [path[path.length - 1], ...rows.find((row) => row.path === key)?.aliases ?? []];
    const paths = names.map((name) => [...below, ...path.slice(0, -1), name]);
    return paths.find((each) => document.value(each) !== undefined) ?? paths[0];
  };
  const value = (key: string): Json | undefined => document.value(pathOf(key));
  const typed = <T extends Json>(key: string, is: (each: Json) => each is T): T | undefined => {
    const found = value(key);
    return found !== undefined && is(found) ? found : undefined;
  };
  const list = <T>(found: Json | undefined, is: (each: Json) => boolean): readonly T[] | undefined =>
    Array.isArray(found) && found.every(is) ? found as readonly T[] : undefined;
  return {
    text(key) {
      const found = value(key);
      return (typeof found === "string" && found !== "") || typeof found === "number" ? textOf(found) : undefined;
    },
    number: (key) => typed(key, (each): each is number => typeof each === "number"),
    flag: (key) => typed(key, (each): each is boolean => typeof each === "boolean"),
    texts(key) {
      const found = value(key);
      return list<string>(typeof found === "string" ? [found] : found, (each) => typeof each === "string");
    },
    numbers: (key) => list<number>(value(key), (each) => typeof each === "number"),
    map(key) {
      const found = value(key);
      if (typeof found !== "object" || found === null || Array.isArray(found)) return {};
      return Object.fromEntries(Object.entries(found).map(([name, each]) => [name, String(each)]));
    },
    at: (key) => document.at(pathOf(key)),
  };
}
