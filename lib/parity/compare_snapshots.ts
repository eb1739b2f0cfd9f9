import type { Json } from "../host/json.ts";
import { type Difference, differences } from "../state/walks/differences.ts";
import { decidedBy } from "./decided.ts";
import { aligned, type Names } from "./placeholders.ts";
import { type PointName, pointNames, type Snapshot } from "./points.ts";

/** A difference as a person has to judge it; what is `decided` is no defect, and `why` says so. */
export type PointDifference = Omit<Difference, "status"> & {
  readonly status: Difference["status"] | "decided";
  readonly why: string;
};

export type ComparedPoint = {
  readonly point: PointName;
  /** Also with differences, when all of them are decided. */
  readonly equal: boolean;
  readonly differences: readonly PointDifference[];
};

/**
 * Compares what two runs have made, point by point. Names of clusters, times and ids count as placeholders; deliberate deviations
 * (docs/deviations.md) are told and are no difference.
 */
export function compareSnapshots(one: Snapshot, other: Snapshot): readonly ComparedPoint[] {
  return pointNames.map((point) => {
    const names = { expected: namesIn(one, point), actual: namesIn(other, point) };
    const actual = aligned(one.points[point], other.points[point], names);
    const found = differences(one.points[point], actual).map((each): PointDifference => {
      const sides = [{ value: each.expected, from: one }, { value: each.actual, from: other }] as const;
      const why = decidedBy(point, each.field, ...sides);
      return { ...each, status: why === undefined ? each.status : "decided", why: why ?? "" };
    });
    return { point, equal: found.every(({ status }) => status === "decided"), differences: found };
  });
}

/** The bucket is a point of its own; where it is named elsewhere, that is the same difference once more. */
function namesIn({ cluster_name, account_id, points }: Snapshot, point: PointName): Names {
  return [cluster_name, account_id, point === "bucket" ? "" : nameOf(points.bucket)];
}

function nameOf(bucket: Json): string {
  return typeof bucket === "object" && bucket !== null && "name" in bucket && typeof bucket.name === "string"
    ? bucket.name
    : "";
}
