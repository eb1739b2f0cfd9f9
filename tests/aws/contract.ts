import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import type { Found, Json, Resource } from "../../lib/aws/resource.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { differences } from "../../lib/state/differences.ts";

/**
 * What every resource promises: absent, written, ready without a difference, written again with the same token
 * without a change, removed, and removed again. Returns what was found in between.
 */
export async function assertContract<S extends Json, O extends Json>(
  aws: Aws,
  resource: Resource<Aws, S, O>,
  spec: S,
): Promise<O> {
  assert.equal((await resource.find(aws, spec, "exists")).is, "absent");
  const before = await resource.find(aws, spec, "full");
  assert.equal(before.is, "absent");

  await resource.write(aws, spec, before, "token-1");
  const made = await whenReady(aws, resource, spec);
  assert.deepEqual(differences(spec, made.spec), []);
  assert.deepEqual(resource.spec.parse(JSON.parse(JSON.stringify(made.spec))), made.spec);

  await resource.write(aws, spec, before, "token-1");
  await resource.write(aws, spec, made, "token-1");
  assert.deepEqual(await whenReady(aws, resource, spec), made);

  for (const _ of ["first", "again"]) {
    await resource.remove(aws, spec);
    await settled(aws, resource, spec, "full", (found) => found.is !== "moving");
    assert.equal((await resource.find(aws, spec, "full")).is, "absent");
  }
  return made.out;
}

export async function whenReady<S extends Json, O extends Json>(aws: Aws, resource: Resource<Aws, S, O>, spec: S) {
  const found = await settled(aws, resource, spec, "full", ({ is }) => is === "ready" || is === "stuck");
  assert.equal(found.is, "ready", JSON.stringify(found));
  if (found.is !== "ready") throw new Error("narrowed above");
  return found;
}

/** Looks until `done` says so. */
export async function settled<S extends Json, O extends Json>(
  aws: Aws,
  resource: Resource<Aws, S, O>,
  spec: S,
  depth: "exists" | "full",
  done: (found: Found<S, O>) => boolean,
): Promise<Found<S, O>> {
  return await eventually(`${resource.kind} ${resource.key(spec)} is still`, async () => {
    const found = await resource.find(aws, spec, depth);
    return done(found) && found;
  });
}
