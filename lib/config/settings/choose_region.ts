import { DayError } from "../../host/errors/day_error.ts";
import type { Environment } from "../../host/environment.ts";
import { partitionOf } from "../../names/partition_of.ts";

/**
 * The region of a task that names no zone: the flag, else what is recorded of the cluster, else `AWS_REGION`, else
 * `AWS_DEFAULT_REGION`.
 *
 * @param recorded the regions in which a cluster of that name is known; more than one needs the flag
 * @throws DayError DAY-CFG-003 for something that is no region, or one of another partition, as it is refused in a zone, DAY-USE-001 when there is none or more than one
 */
export function chooseRegion(
  flag: string | undefined,
  recorded: readonly string[],
  environment: Pick<Environment, "get">,
): string {
  const known = [...new Set(recorded)].sort();
  if (flag === undefined && known.length > 1) {
    throw new DayError("DAY-USE-001", `clusters of this name are recorded in ${known.join(" and ")}`, {
      fix: `name one of them, for example --region ${known[0]}`,
    });
  }
  const region = flag ?? known[0] ?? environment.get("AWS_REGION") ?? environment.get("AWS_DEFAULT_REGION");
  if (region === undefined) {
    throw new DayError("DAY-USE-001", "no AWS region is given", {
      fix: "give a region, for example --region us-west-2",
    });
  }
  const isRegion = /^[a-z]{2}(-[a-z]+)+-\d$/.test(region);
  if (isRegion && partitionOf(region) === "aws") return region;
  throw new DayError("DAY-CFG-003", `${JSON.stringify(region)} is not a ${isRegion ? "commercial " : ""}region`, {
    fix: "name a region such as us-west-2",
  });
}
