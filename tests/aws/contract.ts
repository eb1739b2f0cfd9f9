import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { isAlreadyThere, isUncertain } from "../../lib/aws/aws_error.ts";
import type { AwsDeps, Found, Json, Resource, Writable } from "../../lib/aws/resource.ts";
import { differences } from "../../lib/state/walks/differences.ts";

/**
 * What every resource promises: absent, written, ready without a difference, written again without a change, removed, and removed
 * again. What is written where something stands already says so, or is a repetition that changes nothing. Returns what was found
 * in between.
 */
export async function assertContract<D extends AwsDeps, S extends Json, O extends Json>(
  deps: D,
  resource: Resource<D, S, O>,
  spec: S,
): Promise<O> {
  assert.equal((await resource.find(deps, spec, "exists")).is, "absent");
  const before = await resource.find(deps, spec, "full");
  if (before.is !== "absent") assert.fail(before.is);
  assert.match(resource.key(spec), /^\d{12}\/(global|[a-z]{2}-[a-z]+-\d)\/[^:]+$/);
  assert.doesNotMatch(resource.title(spec), /:/);

  await resource.write(deps, spec, before, "token-1");
  const made = await whenReady(deps, resource, spec);
  assert.deepEqual(differences(spec, made.spec), []);
  assert.deepEqual(resource.spec.parse(JSON.parse(JSON.stringify(made.spec))), made.spec);

  const again = await resource.write(deps, spec, before, "token-1").then(() => undefined, (error) => error);
  assert.ok(again === undefined || isAlreadyThere(again), String(again));
  await resource.write(deps, spec, made, "token-1");
  assert.deepEqual(await whenReady(deps, resource, spec), made);

  for (const _ of ["first", "again"]) {
    await resource.remove(deps, spec);
    await settled(deps, resource, spec, "full", (found) => found.is !== "moving");
    assert.equal((await resource.find(deps, spec, "full")).is, "absent");
  }
  return made.out;
}

export async function whenReady<D extends AwsDeps, S extends Json, O extends Json>(
  deps: D,
  resource: Resource<D, S, O>,
  spec: S,
) {
  const found = await settled(deps, resource, spec, "full", ({ is }) => is === "ready" || is === "stuck");
  assert.equal(found.is, "ready", JSON.stringify(found));
  if (found.is !== "ready") throw new Error("narrowed above");
  return found;
}

/** Looks until `done` says so. */
export async function settled<D extends AwsDeps, S extends Json, O extends Json>(
  deps: D,
  resource: Resource<D, S, O>,
  spec: S,
  depth: "exists" | "full",
  done: (found: Found<S, O>) => boolean,
): Promise<Found<S, O>> {
  return await eventually(`${resource.kind} ${resource.key(spec)} is still`, async () => {
    const found = await resource.find(deps, spec, depth);
    return done(found) && found;
  });
}

/** It exists already, and an earlier attempt of the same request may have made it. */
export function isPerhapsOurs(error: unknown): boolean {
  return isAlreadyThere(error) && isUncertain(error);
}

/** What a look finds, for a write that follows it. */
export async function writable<D extends AwsDeps, S extends Json, O extends Json>(
  deps: D,
  resource: Resource<D, S, O>,
  spec: S,
  depth: "exists" | "full",
): Promise<Writable<S, O>> {
  const found = await resource.find(deps, spec, depth);
  return found.is === "absent" || found.is === "ready" ? found : assert.fail(found.is);
}
