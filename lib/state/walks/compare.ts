import type { Found, Json } from "../../aws/resource.ts";
import { type Difference, differences } from "./differences.ts";
import type { Remembered } from "../journal/facts.ts";
import { type Kind, kindOf } from "./wanted.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";

/** How something remembered looks now. */
export type Compared = {
  readonly remembered: Remembered;
  /** `unchecked`: its kind is unknown to this version, or it could not be read; `why` says which. */
  readonly is: "same" | "differs" | "missing" | "moving" | "stuck" | "foreign" | "unchecked";
  readonly differences: readonly Difference[];
  readonly why: string;
};

/** Compares what is remembered with what stands there, side by side. Nothing is written, and one failure hides no other. */
export async function compare<D>(
  kinds: readonly Kind<D>[],
  deps: D,
  remembered: readonly Remembered[],
): Promise<readonly Compared[]> {
  return await Promise.all(remembered.map(async (each) => {
    const kind = kindOf(kinds, each);
    if (kind === undefined) return result(each, "unchecked", `this version knows no ${each.kind}`);
    try {
      return compared(each, await kind.find(deps, each.expected, "full"));
    } catch (error) {
      return result(each, "unchecked", reasonOf(error));
    }
  }));
}

function compared(remembered: Remembered, found: Found<Json, Json>): Compared {
  if (found.is === "absent") return result(remembered, "missing");
  if (found.is !== "ready") return result(remembered, found.is, found.why);
  const differing = differences(remembered.expected, found.spec);
  return result(remembered, differing.length === 0 ? "same" : "differs", "", differing);
}

function result(
  remembered: Remembered,
  is: Compared["is"],
  why = "",
  differing: readonly Difference[] = [],
): Compared {
  return { remembered, is, why, differences: differing };
}
