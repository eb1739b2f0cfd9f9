import { explainAwsError } from "../../aws/aws_error.ts";
import type { Found, Json } from "../../aws/resource.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import { type Difference, differences } from "./differences.ts";
import type { Remembered } from "../journal/facts.ts";
import { type Kind, kindOf } from "./wanted.ts";

/** How something remembered looks now. */
export type Compared<D> = {
  readonly remembered: Remembered;
  /** Nothing for one that this version does not know. */
  readonly kind: Kind<D> | undefined;
  /** `unchecked`: its kind is unknown to this version, or it could not be read; `why` says which. */
  readonly is: "same" | "differs" | "missing" | "moving" | "stuck" | "foreign" | "unchecked";
  /** Where it differs; what AWS has decided begins with `outputs.`. */
  readonly differences: readonly Difference[];
  readonly why: string;
  /** What kept it from being read. */
  readonly error?: DayError;
};

/**
 * Compares what is remembered with what stands there, side by side. Nothing is written, and one failure hides no other: also what an
 * interruption cut off is only unchecked.
 */
export async function compare<D>(
  kinds: readonly Kind<D>[],
  deps: D,
  remembered: readonly Remembered[],
): Promise<readonly Compared<D>[]> {
  return await Promise.all(remembered.map(async (each) => {
    const kind = kindOf(kinds, each);
    const about = { remembered: each, kind, differences: [], why: "" };
    if (kind === undefined) {
      return {
        ...about,
        is: "unchecked",
        why: `this version of the program does not know the resource kind ${each.kind}`,
      };
    }
    try {
      return { ...about, ...compared(kind, each, await kind.find(deps, each.expected, "full")) };
    } catch (cause) {
      const error = explainAwsError(cause, `looking at ${each.kind} ${each.key}`);
      return { ...about, is: "unchecked", why: error.message, error };
    }
  }));
}

function compared<D>(
  { lasting }: Kind<D>,
  { expected, out }: Remembered,
  found: Found<Json, Json>,
): Partial<Compared<D>> & Pick<Compared<D>, "is"> {
  if (found.is === "absent") return { is: "missing" };
  if (found.is !== "ready") return { is: found.is, why: found.why };
  const differing = [
    ...differences(expected, found.spec),
    ...differences(picked(out, out, lasting), picked(found.out, out, lasting), "outputs"),
  ];
  return { is: differing.length === 0 ? "same" : "differs", differences: differing };
}

/** Of `value` the fields that are to last, as far as `known` has them. */
function picked(value: Json, known: Json, lasting: readonly string[]): Json {
  const has = (of: Json, name: string): of is { readonly [key: string]: Json } =>
    typeof of === "object" && of !== null && !Array.isArray(of) && Object.hasOwn(of, name);
  return Object.fromEntries(
    lasting.filter((name) => has(known, name)).map((name) => [name, has(value, name) ? value[name] : null]),
  );
}
