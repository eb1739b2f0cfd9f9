import assert from "node:assert/strict";
import { join } from "node:path";

import { type Changes, changing, type Ended, runCreate } from "../parity/parity_world.ts";

import type { Place } from "../support/quiet_aws.ts";

/** The error of a run, as programs read it. */
export type Told = { readonly code: string; readonly message: string; readonly fix: string };

export const json = ["--output", "json"];

/**
 * A run that ended with one error of the product's form, on both streams, with its exit code, without a stack trace and without
 * control characters; nothing was changed in AWS.
 */
export function assertOneError(ended: Ended, code: string, exitCode: number, message = /./): Told {
  const { error, exit_code } = JSON.parse(ended.out) as { error: Told; exit_code: number };
  assert.deepEqual([error.code, exit_code, ended.code], [code, exitCode, exitCode], ended.err);
  assert.match(error.message, message);
  assert.notEqual(error.fix, "");
  assert.equal(ended.err.match(/^error DAY-/gm)?.length, 1, ended.err);
  assert.match(ended.err, new RegExp(`^error ${code}: `, "m"));
  assert.match(ended.err, /^ {2}fix: \S/m);
  assert.doesNotMatch(ended.err, /^\s+at .*:\d+:\d+\)?$/m, "a stack trace");
  assert.doesNotMatch(ended.err + ended.out, /[^\P{Cc}\n\t]/u, "a control character");
  assert.deepEqual(changing(ended), []);
  return error;
}

/** Runs with a configuration of this text, which must be the same afterwards. */
export async function withConfig(place: Place, config: string, changes: Changes = {}): Promise<Ended> {
  const ended = await runCreate(place, { ...changes, config, flags: [...json, ...changes.flags ?? []] });
  assert.equal(await Deno.readTextFile(join(ended.folder, "my.cfg.yaml")), config);
  return ended;
}
