import { DayError } from "../host/errors/day_error.ts";
import type { Files } from "../host/files.ts";
import { isMap, type Json } from "../host/json.ts";
import { z } from "zod";

const report = z.object({ node: z.record(z.string(), z.json()), own: z.object({ kind: z.string(), files: z.json() }) });

/** One thing that is not the same on two nodes; null where it is not there. */
export type NodeDifference = { readonly field: string; readonly a: Json; readonly b: Json };

export type Comparison = { readonly kinds: readonly [string, string]; readonly differences: readonly NodeDifference[] };

/**
 * Compares what `image verify-node --output json` wrote of two nodes. What a node has because of its kind is compared for two
 * nodes of the same kind only.
 *
 * @throws DayError DAY-USE-001 for a file that is no such document
 */
export async function compareNodes(files: Files, a: string, b: string): Promise<Comparison> {
  const [first, second] = await Promise.all([readNode(files, a), readNode(files, b)]);
  const kinds = [first.own.kind, second.own.kind] as const;
  const own = kinds[0] === kinds[1] ? differences("own", first.own, second.own) : [];
  return { kinds, differences: [...differences("", first.node, second.node), ...own] };
}

async function readNode(files: Files, path: string): Promise<z.infer<typeof report>> {
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
  const document = report.safeParse(read);
  if (!document.success) throw refuse("it does not describe a node");
  return document.data;
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
