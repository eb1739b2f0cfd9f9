import { didYouMean } from "../../text/did_you_mean.ts";
import { checkFields, type Report } from "./check_keys.ts";
import type { Path, YamlDocument } from "../../config/file/yaml_document.ts";
import { fieldReader } from "./field_reader.ts";
import { regionRows } from "./field_rows.ts";
import type { RegionEntry } from "./spot_config.ts";

type Entry = { readonly path: Path; readonly entry: RegionEntry };

const regionForm = /^[a-z]{2}(?:-[a-z]+)+-\d$/;

/** Where each region stands, in the order of the file: `regions` is a map, or a list of maps with one region each. */
function places(document: YamlDocument): readonly { readonly region: string; readonly path: Path }[] {
  const value = document.value(["regions"]);
  if (!Array.isArray(value)) return document.keys(["regions"]).map((region) => ({ region, path: ["regions", region] }));
  return value.flatMap((_, index) =>
    document.keys(["regions", index]).map((region) => ({ region, path: ["regions", index, region] }))
  );
}

/** The regions as far as they can be read. */
export function regionEntries(document: YamlDocument): readonly Entry[] {
  return places(document).map(({ region, path }) => {
    const read = fieldReader(document, path, regionRows);
    const count = document.value([...path, "node_count"]);
    const image = read.text("image") ?? "auto";
    const entry: RegionEntry = {
      region,
      types: [...new Set(read.texts("machine_type") ?? [])],
      image: image === "latest" ? "auto" : image,
      architecture: read.text("architecture") as RegionEntry["architecture"],
      count: typeof count === "number" ? count : "auto",
      zones: read.texts("zones"),
      priceLimit: read.number("spot_price_limit"),
      at: document.atKey(path),
    };
    return { path, entry };
  });
}

/** Checks that there are regions, each once, and each with all it needs. */
export function checkRegions(document: YamlDocument, report: Report): void {
  const value = document.value(["regions"]);
  const about = { at: document.at(["regions"]), key: "regions" };
  if (value === undefined) {
    return report({ ...about, code: "CFG-05", found: "missing", allowed: "at least one region with a machine_type" });
  }
  if (typeof value !== "object") {
    return report({ ...about, code: "CFG-04", found: JSON.stringify(value), allowed: "expected a map of regions" });
  }
  if (Array.isArray(value)) checkItems(document, report, value.length);
  const found = places(document);
  if (found.length === 0) report({ ...about, code: "CFG-06", found: "no region", allowed: "at least one" });
  for (const [index, { region, path }] of found.entries()) {
    // Twice in one map is what the parser complains of.
    if (Array.isArray(value) && found.findIndex((other) => other.region === region) < index) {
      report({
        code: "CFG-06",
        at: document.atKey(path),
        key: `regions.${region}`,
        found: "the same region twice",
        allowed: "each region once",
      });
    }
    if (!regionForm.test(region)) {
      report({
        code: "CFG-07",
        at: document.atKey(path),
        key: "regions",
        found: JSON.stringify(region),
        allowed: "a region such as eu-west-1",
      });
    }
    checkRegion(document, report, region, path);
  }
}

function checkItems(document: YamlDocument, report: Report, count: number): void {
  for (let index = 0; index < count; index++) {
    const names = document.keys(["regions", index]);
    if (names.length === 1) continue;
    const at = document.at(["regions", index]);
    report({
      code: "CFG-06",
      at,
      key: `regions[${index}]`,
      found: `${names.length} regions in one item`,
      allowed: "one",
    });
  }
}

function checkRegion(document: YamlDocument, report: Report, region: string, path: Path): void {
  const key = `regions.${region}`;
  const value = document.value(path);
  if (typeof value !== "object" || Array.isArray(value)) {
    return report({
      code: "CFG-06",
      at: document.atKey(path),
      key,
      found: JSON.stringify(value ?? null),
      allowed: "a map with machine_type",
    });
  }
  const known = regionRows.flatMap(({ path, aliases = [] }) => [path, ...aliases]);
  for (const name of document.keys(path).filter((each) => !known.includes(each))) {
    const at = document.atKey([...path, name]);
    const allowed = didYouMean(name, known) ?? `known: ${known.join(", ")}`;
    report({ code: "CFG-02", isWarning: true, at, key: `${key}.${name}`, found: "unknown key", allowed });
  }
  const [image, old] = [document.value([...path, "image"]), document.value([...path, "ami_id"])];
  if (image !== undefined && old !== undefined && image !== old) {
    const at = document.at([...path, "ami_id"]);
    report({
      code: "CFG-03",
      at,
      key: `${key}.ami_id`,
      found: `${old}, and image is ${image}`,
      allowed: "one of them: image",
    });
  } else if (old !== undefined) {
    const at = document.atKey([...path, "ami_id"]);
    report({
      code: "CFG-02",
      isWarning: true,
      at,
      key: `${key}.ami_id`,
      found: "an old name",
      allowed: "the key is image",
    });
  }
  checkFields(document, report, regionRows.filter(({ path }) => path !== "node_count"), path);
  if (document.value([...path, "machine_type"]) === undefined) {
    report({
      code: "CFG-05",
      at: document.atKey(path),
      key: `${key}.machine_type`,
      found: "missing",
      allowed: "instance types such as t3.medium",
    });
  }
  const count = document.value([...path, "node_count"]) ?? "auto";
  const isCount = (typeof count === "number" && Number.isInteger(count) && count >= 0) || /^auto$/i.test(String(count));
  if (isCount) return;
  const at = document.at([...path, "node_count"]);
  report({
    code: "CFG-04",
    at,
    key: `${key}.node_count`,
    found: JSON.stringify(count),
    allowed: "auto, or a whole number from 0",
  });
}
