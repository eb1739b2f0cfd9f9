import { dirname, join } from "node:path";
import { atOnce } from "../../host/at_once.ts";
import { sha256 } from "../../host/sha256.ts";
import { type ListedObject, objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import { type Problem, refuse } from "../contract/problem.ts";
import { relativePathComplaint } from "../contract/relative_path.ts";
import { sentinelKind } from "../contract/sentinels.ts";
import type { Held } from "../protocol/hold.ts";
import { objectSource } from "../stage/object_source.ts";
import { isHere } from "./is_here.ts";
import type { Step } from "./walk_steps.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

/** Bytes. Larger inputs stay in S3, where staging and the mirror copy them. */
const largestCopy = 1 << 26;
/** Bytes that are read at once. */
const piece = 1 << 23;

/** In what is ours of a workset's folder: the attempt that the folder is of. */
const attemptName = "attempt";

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
      const place = isHere(deps, held) ? { local } : { headnode: held.journal().headnode ?? {} };
      await held.note((journal) => ({ ...journal, inputs: { digest, etags }, ...place }));
      const { folder, own } = workspaceOf(options.localRoot, workset);
      if (held.journal().in_place !== true) await folders.removeTree(folder);
      await files.ensureFolder(own);
      await bringAll(deps, held, inputs);
      return { digest };
    },
  };
}

/**
 * The workset's folder on this host, for whoever goes on with a run on a head node that another host has begun. What was prepared
 * over there and never sent is prepared again.
 */
export async function restoreWorkspace(deps: WorkDeps, held: Held): Promise<void> {
  const { steps } = held.journal();
  const { folder, own } = workspaceOf(deps.options.localRoot, held.place.workset);
  if (isHere(deps, held) || steps.snapshot?.state !== "done") return;
  if (await attemptIn(deps, own) === String(held.journal().attempt)) return;
  const inputs = await worksetInputs(deps, held.place.prefix);
  refuseUnsafe(inputs, held.place.prefix);
  if (steps.ship?.state !== "done") {
    const { stage: _, clone: __, config: ___, ship: ____, ...kept } = steps;
    await held.note((journal) => ({ ...journal, steps: kept }));
  }
  await deps.folders.removeTree(folder);
  await deps.files.ensureFolder(own);
  await bringAll(deps, held, inputs);
}

async function attemptIn({ files }: WorkDeps, own: string): Promise<string | undefined> {
  const path = join(own, attemptName);
  return await files.stat(path) === undefined ? undefined : await files.readText(path);
}

/** The small ones; last of all, which attempt they are of. */
async function bringAll(deps: WorkDeps, held: Held, inputs: readonly WorksetInput[]): Promise<void> {
  const { folder, own } = workspaceOf(deps.options.localRoot, held.place.workset);
  const small = inputs.filter(({ object }) => object.bytes <= largestCopy);
  await atOnce(8, small, (input) => bring(deps, held, folder, input));
  await deps.files.replace(join(own, attemptName), String(held.journal().attempt));
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
