import type { Found, Json, Resource } from "../aws/resource.ts";
import { readInFull, type Walk } from "./ensure.ts";

/** A resource whose types are known only to itself: for walks over what a journal or a state record remembers. */
export type Owned<D> = {
  readonly kind: string;
  readonly actions: readonly string[];
  readonly find: (deps: D, expected: Json, depth: "exists" | "full") => Promise<Found<Json, Json>>;
  readonly readInFull: (walk: Walk, deps: D, expected: Json) => Promise<void>;
  readonly remove: (deps: D, expected: Json) => Promise<void>;
};

/** Takes specs as plain JSON; one of a wrong shape is refused by the resource's own schema. */
export function owned<D, S extends Json, O extends Json>(resource: Resource<D, S, O>): Owned<D> {
  const spec = (expected: Json) => resource.spec.parse(expected);
  return {
    kind: resource.kind,
    actions: resource.actions,
    find: (deps, expected, depth) => resource.find(deps, spec(expected), depth),
    readInFull: (walk, deps, expected) => readInFull(walk, resource, deps, spec(expected)),
    remove: (deps, expected) => resource.remove(deps, spec(expected)),
  };
}
