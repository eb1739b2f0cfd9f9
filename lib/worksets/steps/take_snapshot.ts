import { dirname, join } from "node:path";
import { atOnce } from "../../host/at_once.ts";
import { sha256 } from "../../host/sha256.ts";
import { type ListedObject, objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import { type Problem, refuse } from "../contract/problem.ts";
import { relativePathComplaint } from "../contract/relative_path.ts";
import { sentinelKind } from "../contract/sentinels.ts";
import type { Held } from "../protocol/hold.ts";
import { objectSource } from "../stage/object_source.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

/** Bytes. Larger inputs stay in S3, where staging and the mirror copy them. */
const largestCopy = 1 << 26;
/** Bytes that are read at once. */
const piece = 1 << 23;

/** An input of a workset: its path there, and the object. */
export type WorksetInput = { readonly path: string; readonly object: ListedObject };

/** The inputs as they are now: neither sentinels, nor what is ours. */
export async function worksetInputs({ aws, options }: Pick<WorkDeps, "aws" | "options">, prefix: string) {
  const objects = await objectsBelow(aws, { bucket: options.bucket, key: prefix });
  return objects.map((object): WorksetInput => ({ path: object.key.slice(prefix.length), object }))
    .filter(({ path }) => sentinelKind(path) === undefined && !path.startsWith("_daylily/"));
}

/** What the inputs are known by: each path with its version. */
export async function digestOf(inputs: readonly WorksetInput[]): Promise<string> {
  const lines = inputs.map(({ path, object }) => JSON.stringify([path, object.etag, object.bytes]));
  return `sha256:${await sha256(lines.join("\n"))}`;
}

/**
 * Notes which inputs there are, and brings the small ones to this host, into a folder that holds nothing of an earlier attempt.
 *
 * @throws DayError WS-CFG-001 for keys that lead out of the workset
 */
export function snapshotStep(deps: WorkDeps): Step {
  return {
    name: "snapshot",
    async do(held) {
      const { options, files, folders, self } = deps;
      const { workset, prefix } = held.place;
      const inputs = await worksetInputs(deps, prefix);
      refuseUnsafe(inputs, prefix);
      const digest = await digestOf(inputs);
      const etags = Object.fromEntries(inputs.slice(0, 200).map(({ path, object }) => [path, object.etag]));
      const local = { host: self.host, root: options.localRoot };
      await held.note((journal) => ({ ...journal, inputs: { digest, etags }, local }));
      const { folder, own } = workspaceOf(options.localRoot, workset);
      if (held.journal().in_place !== true) await folders.removeTree(folder);
      await files.ensureFolder(own);
      await atOnce(
        8,
        inputs.filter(({ object }) => object.bytes <= largestCopy),
        (input) => bring(deps, held, folder, input),
      );
      return { digest };
    },
  };
}

function refuseUnsafe(inputs: readonly WorksetInput[], prefix: string): void {
  refuse(inputs.flatMap(({ path }): Problem[] => {
    const complaint = relativePathComplaint(path, prefix.length);
    return complaint === undefined
      ? []
      : [{ code: "WS-CFG-001", file: JSON.stringify(path), about: "", message: complaint }];
  }));
}

async function bring(deps: WorkDeps, held: Held, folder: string, { path, object }: WorksetInput): Promise<void> {
  const source = objectSource(deps.aws, object, object);
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < object.bytes; from += piece) {
    held.guard();
    pieces.push(await source.read(from, Math.min(from + piece, object.bytes)));
  }
  const target = join(folder, path);
  await deps.files.ensureFolder(dirname(target));
  await deps.files.replace(target, joined(pieces, object.bytes));
}

function joined(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const each of pieces) {
    all.set(each, at);
    at += each.length;
  }
  return all;
}
