import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installDouble } from "../../support/install_double.ts";
import type { Sandbox } from "../../support/sandbox.ts";
import type { Picture, Place } from "../cell.ts";
import { startLife } from "../life.ts";
import { placesOf } from "../undisturbed.ts";
import type { WritePlace } from "./file_fault_plan.ts";
import type { Subject } from "./subjects.ts";

/** What a task does and leaves when nothing goes wrong. */
export type Reference = {
  readonly picture: Picture;
  /** Its changing requests in order, those of `pcluster` included. */
  readonly changes: readonly Place[];
  /** The services that it asks itself. */
  readonly clients: readonly string[];
  readonly writes: readonly WritePlace[];
};

export const fileFault = fileURLToPath(new URL("file_fault.ts", import.meta.url));

/** A fresh account, a fresh home and an empty cache. */
export async function beginAnew(sandbox: Sandbox): Promise<void> {
  await sandbox.reset();
  await Deno.remove(join(sandbox.folder, "cache"), { recursive: true }).catch(() => {});
}

export async function referenceOf(sandbox: Sandbox, subject: Subject): Promise<Reference> {
  await beginAnew(sandbox);
  const notes = join(sandbox.folder, "notes");
  const env = { ...await installDouble(sandbox), FILE_FAULT: JSON.stringify({ notes }) };
  const { code, err } = await startLife(subject.words, env, { folder: subject.folder(sandbox), preload: fileFault })
    .ended;
  assert.equal(code, 0, err);
  const requests = [...sandbox.requests()];
  if (subject.undo !== undefined) {
    const undone = await startLife(subject.undo, env, { folder: subject.folder(sandbox) }).ended;
    assert.equal(undone.code, 0, undone.err);
  }
  const lines = (await Deno.readTextFile(notes)).split("\n").filter((line) => line !== "");
  await Deno.remove(notes);
  return {
    picture: await subject.picture(sandbox),
    changes: placesOf(requests.filter(({ mutating }) => mutating)),
    clients: [...new Set(requests.filter(({ caller }) => caller === "sdk").map(({ service }) => service))].sort(),
    writes: lines.map((line) => JSON.parse(line) as WritePlace),
  };
}
