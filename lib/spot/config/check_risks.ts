import { isEverywhere } from "../region/is_everywhere.ts";
import type { YamlDocument } from "../../config/file/yaml_document.ts";
import type { Report } from "./check_keys.ts";
import { regionEntries } from "./check_regions.ts";
import { fieldReader } from "./field_reader.ts";

/** Tags of images that mean another image tomorrow. */
const floating = /^(?:latest|stable|main|master|edge|nightly|dev)\b/;

/** Names what is allowed and does something that not everybody expects. */
export function checkRisks(document: YamlDocument, report: Report): void {
  const read = fieldReader(document);
  const warn = (key: string, found: string, allowed: string) =>
    report({ code: "CFG-07", isWarning: true, at: read.at(key), key, found, allowed });
  const image = read.text("bacalhau.image");
  if (image !== undefined && isFloating(image)) {
    warn("bacalhau.image", image, "its tag does not name a version, so nodes may run different ones");
  }
  const open = read.texts("aws.allowed_cidrs")?.find(isEverywhere);
  if (open !== undefined) warn("aws.allowed_cidrs", open, "the ports of the nodes are open to the whole Internet");
  const capped =
    "nodes are interrupted when the Spot price rises above it; without it the on-demand price is the limit";
  const limit = read.number("aws.spot_price_limit");
  if (limit !== undefined) warn("aws.spot_price_limit", String(limit), capped);
  for (const { path, entry: { region, priceLimit } } of regionEntries(document)) {
    if (priceLimit === undefined) continue;
    const at = document.at([...path, "spot_price_limit"]);
    const key = `regions.${region}.spot_price_limit`;
    report({ code: "CFG-07", isWarning: true, at, key, found: String(priceLimit), allowed: capped });
  }
}

function isFloating(image: string): boolean {
  if (image.includes("@")) return false;
  const [, tag] = /:([^:/]+)$/.exec(image) ?? [];
  return tag === undefined || floating.test(tag);
}
