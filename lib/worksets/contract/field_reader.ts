import type { Path, YamlDocument } from "../../config/file/yaml_document.ts";
import { shellWords } from "../../text/shell_words.ts";
import type { Problem } from "./problem.ts";
import { relativePathComplaint } from "./relative_path.ts";

/** Reads single fields, and notes what is wrong with them; what has the wrong kind is as if it were not there. */
export type FieldReader = {
  /** Notes something about a key. */
  complain(key: string, message: string): void;
  has(key: string): boolean;
  isSection(key: string): boolean;
  require(...keys: readonly string[]): void;
  /** One line of text. @param complaint why a text will not do */
  text(key: string, complaint?: (text: string) => string | undefined): string | undefined;
  /** A path below the workset. */
  path(key: string): string | undefined;
  /** One of these values. */
  choice<V extends string | boolean>(key: string, ...values: readonly V[]): V | undefined;
  number(key: string, least: number, most: number): number | undefined;
  /** A list of words; a single line of text is split as a shell would. */
  words(key: string): readonly string[] | undefined;
  /** A line of text, or a list of texts with blanks between them; "" where there is neither. */
  joined(key: string): string;
  /** Variables of an environment. */
  variables(key: string): Readonly<Record<string, string>> | undefined;
};

export function fieldReader(document: YamlDocument, file: string, problems: Problem[]): FieldReader {
  const pathOf = (key: string): Path => key === "" ? [] : key.split(".");
  const complainAt = (path: Path, message: string, isKey = false) => {
    const at = isKey ? document.atKey(path) : document.at(path);
    problems.push({ code: "WS-CFG-001", file, at, about: aboutPath(path), message });
  };
  const complain = (key: string, message: string) => complainAt(pathOf(key), message);
  /** One line of text, or what else a person may have written for it. */
  const lineAt = (path: Path): string | undefined => {
    const value = document.value(path);
    if (value === undefined) return undefined;
    const text = typeof value === "string" || typeof value === "number" ? document.written(path) : undefined;
    if (text === undefined) {
      const isFlag = typeof value === "boolean";
      complainAt(
        path,
        isFlag ? `must be text; put quotes around ${value}` : "must be one text, no list and no section",
      );
      return undefined;
    }
    if (!/\p{Cc}/u.test(text)) return text;
    complainAt(path, "has control characters or line ends in it");
    return undefined;
  };

  const reader: FieldReader = {
    complain,
    has: (key) => (document.value(pathOf(key)) ?? "") !== "",
    isSection(key) {
      const value = document.value(pathOf(key));
      return typeof value === "object" && value !== null && !Array.isArray(value);
    },
    require(...keys) {
      for (const key of keys) if (!reader.has(key)) complain(key, "required");
    },
    text(key, complaint) {
      const text = lineAt(pathOf(key));
      if (text === undefined || text === "") return undefined;
      const wrong = complaint?.(text);
      if (wrong !== undefined) complain(key, wrong);
      return wrong === undefined ? text : undefined;
    },
    path: (key) => reader.text(key, relativePathComplaint),
    choice(key, ...values) {
      const value = document.value(pathOf(key));
      const chosen = values.find((each) => each === value);
      if (value !== undefined && chosen === undefined) {
        complain(key, `must be ${values.join(" or ")}, without quotes`);
      }
      return chosen;
    },
    number(key, least, most) {
      const value = document.value(pathOf(key));
      if (value === undefined) return undefined;
      if (typeof value === "number" && value >= least && value <= most) return value;
      complain(key, `must be a number from ${least} to ${most}`);
      return undefined;
    },
    words(key) {
      const value = document.value(pathOf(key));
      if (value === undefined) return undefined;
      if (Array.isArray(value)) {
        return value.map((_, index) => {
          const path = [...pathOf(key), index];
          if (document.value(path) === undefined) complainAt(path, "is empty");
          return lineAt(path) ?? "";
        });
      }
      if (typeof value !== "string") {
        complain(key, "must be a list of texts");
        return undefined;
      }
      const line = lineAt(pathOf(key));
      const { words, isOpen } = shellWords(line ?? "");
      if (isOpen) complain(key, "a quote in it is not closed");
      return words;
    },
    joined: (key) =>
      Array.isArray(document.value(pathOf(key))) ? (reader.words(key) ?? []).join(" ") : lineAt(pathOf(key)) ?? "",
    variables(key) {
      if (document.value(pathOf(key)) === undefined) return undefined;
      if (!reader.isSection(key)) {
        complain(key, "must be a section of names and values");
        return undefined;
      }
      const entries = document.keys(pathOf(key)).map((name): [string, string] => {
        const path = [...pathOf(key), name];
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) complainAt(path, "is no name of a variable", true);
        const held = document.value(path);
        if (typeof held === "object") complainAt(path, "must be one value, no list and no section");
        const text = document.written(path) ?? "";
        if (text.includes("\0")) complainAt(path, "has a zero byte in it");
        return [name, text];
      });
      return Object.fromEntries(entries);
    },
  };
  return reader;
}

/** A name that has a dot or odd characters of its own is shown in quotes. */
function aboutPath(path: Path): string {
  return path.map((part) => typeof part === "number" || /^[\w-]+$/.test(part) ? String(part) : JSON.stringify(part))
    .join(".");
}
