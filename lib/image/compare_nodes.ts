import { DayError } from "../host/errors/day_error.ts";
import type { Files } from "../host/files.ts";
import { isMap, type Json } from "../host/json.ts";

/** One thing that is not the same on two nodes; null where it is not there. */
export type NodeDifference = { readonly field: string; readonly a: Json; readonly b: Json };

/**
 * Compares what `image verify-node --output json` wrote of two nodes.
 *
 * @throws DayError DAY-USE-001 for a file that is no such document
 */
export async function compareNodes(files: Files, a: string, b: string): Promise<readonly NodeDifference[]> {
  const [first, second] = await Promise.all([a, b].map((path) => readNode(files, path)));
  return differences("", first, second);
}

async function readNode(files: Files, path: string): Promise<Json> {
  const refuse = (why: string, cause?: unknown) =>
    new DayError("DAY-USE-001", `${path}: ${why}`, {
      cause,
      fix: "name two files written by image verify-node --output json",
    });
  const found = await files.stat(path);
  if (found === undefined) throw refuse("it is not there");
  if (!found.isFile) throw refuse("it is no file");
  let read: unknown;
  try {
    read = JSON.parse(await files.readText(path));
  } catch (cause) {
    throw refuse("it cannot be read as JSON", cause);
  }
  const node = isMap(read as Json) ? (read as { readonly [key: string]: Json }).node : undefined;
  if (node === undefined || !isMap(node)) throw refuse("it does not describe a node");
  return node;
}

function differences(field: string, a: Json, b: Json): readonly NodeDifference[] {
  if (isMap(a) && isMap(b)) {
    const names = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
    return names.flatMap((name) =>
      differences(field === "" ? name : `${field} ${name}`, a[name] ?? null, b[name] ?? null)
    );
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ field, a, b }];
}
