import type { Json, Resource } from "../../aws/resource.ts";
import { ensure, readInFull } from "./ensure.ts";
import type { Kind } from "./wanted.ts";

/** Takes specs as plain JSON, as journals and state records have them; one of a wrong shape is refused by the resource's schema. */
export function kindOfResource<D, S extends Json, O extends Json>(resource: Resource<D, S, O>): Kind<D> {
  const spec = (expected: Json) => resource.spec.parse(expected);
  return {
    kind: resource.kind,
    layer: resource.layer,
    fixed: resource.fixed ?? [],
    lasting: resource.lasting ?? [],
    unwritable: (expected) => resource.unwritable?.(spec(expected)),
    title: (expected) => resource.title(spec(expected)),
    find: (deps, expected, depth) => resource.find(deps, spec(expected), depth),
    key: (expected) => resource.key(spec(expected)),
    readInFull: (walk, deps, expected, met) => readInFull(walk, resource, deps, spec(expected), met),
    async repair(walk, deps, expected) {
      const wanted = spec(expected);
      // Whether it stands says nothing of all its fields.
      const seen = await resource.find(deps, wanted, "full");
      return await ensure(walk, resource, deps, wanted, { existing: "repair", seen });
    },
    remove: (deps, expected) => resource.remove(deps, spec(expected)),
  };
}
