import type { Json } from "../../host/json.ts";
import { didYouMean } from "../../text/did_you_mean.ts";
import { checkField } from "./check_field.ts";
import type { Path, YamlDocument } from "../../config/file/yaml_document.ts";
import { type FieldRow, fieldRows, withoutEffect } from "./field_rows.ts";
import type { Problem } from "./problems.ts";

/** Notes a problem; one that says nothing of it is a mistake without a way out of its own. */
export type Report = (
  problem: Omit<Problem, "fix" | "isWarning"> & Partial<Pick<Problem, "fix" | "isWarning">>,
) => void;

/** Sections, with the keys that each may have. */
const sections = ["", "aws", "aws.timeouts", "aws.tags", "bacalhau"];

/** Names keys that nobody knows, and those that do nothing here. */
export function checkKeys(document: YamlDocument, report: Report, strict: boolean): void {
  for (const section of sections) {
    const path = section === "" ? [] : section.split(".");
    const value = document.value(path);
    if (section !== "" && value !== undefined && (typeof value !== "object" || Array.isArray(value))) {
      report({
        code: "CFG-04",
        at: document.at(path),
        key: section,
        found: JSON.stringify(value),
        allowed: "expected a section",
      });
    }
    for (const name of document.keys(path)) checkKey(document, report, { section, path, name, strict });
  }
  checkPlaceholders(document, report, []);
}

type Key = { readonly section: string; readonly path: Path; readonly name: string; readonly strict: boolean };

function checkKey(document: YamlDocument, report: Report, { section, path, name, strict }: Key): void {
  const key = section === "" ? name : `${section}.${name}`;
  const known = knownIn(section);
  if (known.includes(name)) return;
  const place = { code: "CFG-02", at: document.atKey([...path, name]), key };
  if (withoutEffect.includes(key)) {
    return report({ ...place, isWarning: true, found: "it has no effect here", allowed: "leave it out" });
  }
  const canonical = fieldRows.find((row) => row.aliases?.some((alias) => row.path.replace(/[^.]+$/, alias) === key))
    ?.path;
  if (canonical !== undefined) return checkAlias(document, report, place.at, key, canonical);
  const guess = didYouMean(name, known);
  report({
    ...place,
    isWarning: !strict,
    found: "unknown key",
    allowed: guess ?? `known: ${known.join(", ")}`,
  });
}

function knownIn(section: string): readonly string[] {
  if (section === "") return ["aws", "bacalhau", "regions"];
  const below = fieldRows.filter(({ path }) => path.startsWith(`${section}.`)).map(({ path }) =>
    path.slice(section.length + 1)
  );
  return [...new Set(below.map((path) => path.split(".")[0]))];
}

function checkAlias(document: YamlDocument, report: Report, at: Problem["at"], key: string, canonical: string): void {
  const [own, other] = [document.value(key.split(".")), document.value(canonical.split("."))];
  if (other !== undefined && JSON.stringify(own) !== JSON.stringify(other)) {
    const found = `${JSON.stringify(own)}, and ${canonical} is ${JSON.stringify(other)}`;
    return report({ code: "CFG-03", at, key, found, allowed: `one of them: ${canonical}` });
  }
  report({ code: "CFG-02", at, key, isWarning: true, found: "an old name", allowed: `the key is ${canonical}` });
}

/** What stands in angle brackets was meant to be replaced. */
function checkPlaceholders(document: YamlDocument, report: Report, path: Path): void {
  const value = path.length === 0 ? undefined : document.value(path);
  if (typeof value === "string") {
    const placeholder = /<[^<>\n]+>/.exec(value)?.[0];
    if (placeholder === undefined) return;
    const key = path.filter((part) => typeof part === "string").join(".");
    return report({
      code: "CFG-08",
      at: document.at(path),
      key,
      found: `it still contains the placeholder ${placeholder}`,
      allowed: "replace it with your own value",
    });
  }
  if (Array.isArray(value)) {
    for (const index of value.keys()) checkPlaceholders(document, report, [...path, index]);
    return;
  }
  for (const name of document.keys(path)) checkPlaceholders(document, report, [...path, name]);
}

/** Checks the kind and the value of each field that stands there, under whichever of its names. */
export function checkFields(
  document: YamlDocument,
  report: Report,
  rows: readonly FieldRow[],
  below: Path = [],
): void {
  for (const row of rows) {
    const path = row.path.split(".");
    for (const name of [path[path.length - 1], ...row.aliases ?? []]) {
      const full = [...below, ...path.slice(0, -1), name];
      const value = document.value(full);
      if (value !== undefined) checkValue(document, report, row, full, value);
    }
  }
}

function checkValue(document: YamlDocument, report: Report, row: FieldRow, path: Path, value: Json): void {
  for (const { member, ...complaint } of checkField(row, value)) {
    const full = [...path, ...member];
    report({ ...complaint, at: document.at(full), key: full.filter((part) => typeof part === "string").join(".") });
  }
}
