import type { YamlDocument } from "../../config/file/yaml_document.ts";
import type { Report } from "./check_keys.ts";
import { regionEntries } from "./check_regions.ts";

const totalPath = ["aws", "total_instances"];

/** Whether the numbers of nodes agree: those of the regions with the total, and those on demand with both. */
export function checkCounts(
  document: YamlDocument,
  report: Report,
  { forNodes }: { readonly forNodes: boolean },
): void {
  const found = document.value(totalPath);
  const counts = regionEntries(document).map(({ path }) => document.value([...path, "node_count"]) ?? "auto");
  const sum = counts.reduce((all: number, count) => all + (typeof count === "number" ? count : 0), 0);
  const isOpen = counts.some((count) => typeof count === "string");
  if (found === undefined && isOpen && document.value(["aws"]) !== undefined) {
    report({
      ...{ code: "CFG-05", at: document.at(["aws"]), key: "aws.total_instances", found: "missing" },
      allowed: "a number from 1 to 1000, unless every region has a number in node_count",
    });
  }
  if (!isOpen && sum === 0 && counts.length > 0) {
    const about = { code: "CFG-11", at: document.at(["regions"]), key: "regions" };
    report({ ...about, found: "no node at all", allowed: "at least one" });
  }
  const said = { code: "CFG-10", at: document.at(totalPath), key: "aws.total_instances" };
  const about = `${found}, and the regions say ${sum} in all`;
  if (typeof found === "number" && sum > found) {
    report({ ...said, found: about, allowed: "at least the sum of node_count" });
  }
  if (typeof found === "number" && sum < found && !isOpen && counts.length > 0) {
    report({ ...said, isWarning: true, found: about, allowed: "node_count: auto in one of them takes the rest" });
  }
  const base = document.value(["aws", "on_demand_base"]);
  const wanted = !isOpen ? sum : typeof found === "number" ? found : undefined;
  if (forNodes && typeof base === "number" && wanted !== undefined && base > wanted) {
    report({
      ...{ code: "CFG-07", at: document.at(["aws", "on_demand_base"]), key: "aws.on_demand_base" },
      ...{ found: `${base}, and ${wanted} nodes are wanted in all`, allowed: "at most as many as are wanted" },
    });
  }
}
