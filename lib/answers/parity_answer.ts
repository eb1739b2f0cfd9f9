import type { ComparedPoint, PointDifference } from "../parity/compare_snapshots.ts";
import { type Json, stableJsonLine } from "../host/json.ts";
import { pointNames, type Snapshot } from "../parity/points.ts";
import { oneLine } from "../text/one_line.ts";
import type { Answer } from "./answer.ts";

export function snapshotAnswer(path: string, { cluster_name, region, cluster_yaml }: Snapshot): Answer {
  return {
    json: { path, cluster_name, region, cluster_yaml, points: pointNames },
    text: `${path}: snapshot of cluster ${cluster_name} in ${region}, from ${cluster_yaml} and its AWS resources`,
  };
}

/** What `parity compare` says: 0 when the two are equal on all points but for what is decided, else 1. */
export function parityAnswer(points: readonly ComparedPoint[]): Answer {
  const equal = points.every((each) => each.equal);
  return {
    exitCode: equal ? 0 : 1,
    json: { equal, points },
    text: [
      ...points.flatMap(({ point, equal, differences }) => [
        `${point}: ${equal ? "equal" : "different"}`,
        ...differences.map((each) => `  ${wordsOf(each)}`),
      ]),
      equal ? "equal on all points" : "not equal: explain every difference that is not marked as decided",
    ].join("\n"),
  };
}

function wordsOf({ field, status, expected, actual, why }: PointDifference): string {
  const said = status === "missing"
    ? `${field} lacks ${valueOf(expected)}`
    : status === "unexpected"
    ? `${field} has ${valueOf(actual)} as well`
    : `${field} is ${valueOf(actual)}, was ${valueOf(expected)}`;
  return status === "decided" ? `decided: ${said} (${why})` : said;
}

function valueOf(value: Json): string {
  const line = oneLine(typeof value === "string" ? value : stableJsonLine(value)) || "nothing";
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
