import { mirrorPrefix } from "./mirror_prefix.ts";
import { join } from "node:path";
import { objectsBelow } from "../../aws/questions/objects/objects_below.ts";
import { atOnce } from "../../host/at_once.ts";
import { sentinelName } from "../contract/sentinels.ts";
import { infoFileName, type RunInfo, withRunInfo } from "../contract/info_file.ts";
import type { Held } from "../protocol/hold.ts";
import { insist } from "../protocol/insist.ts";
import { costOf } from "../protocol/cost_of.ts";
import type { Journal } from "../protocol/journal.ts";
import { ensureObject, textSource } from "../stage/ensure_object.ts";
import { abortUnfinished } from "../stage/join_sources.ts";
import { objectSource } from "../stage/object_source.ts";
import { fileSource } from "../stage/other_sources.ts";
import type { Source } from "../stage/source.ts";
import { exportedResults, exportedTo } from "./exported_results.ts";
import { removeCopy } from "./remove_copy.ts";
import { digestOf, worksetInputs } from "../steps/take_snapshot.ts";
import type { WorkDeps } from "../steps/work_deps.ts";
import { workspaceOf } from "../steps/workspace.ts";
import { counted } from "../../text/counted.ts";

/** Where the mirror lists what it holds; relative to it. */
const manifestName = "_daylily/manifest.json";

type Entry = { readonly path: string; readonly source: Source };
/** `etag`: of the copy, as S3 gives it; no digest of the bytes where S3 has put it together or encrypted it. */
type Copied = { readonly path: string; readonly bytes: number; readonly etag: string };
type Manifest = { readonly files: readonly Copied[] };

/** What of the workset's folder is no result. */
const leftOut = new Set([".git", "_daylily"]);

/**
 * Copies a workset to `complete/` or `error/`.
 *
 * 1. Inputs, and what an export has put into S3, are copied within S3; the rest, what this host has made, is uploaded. What stands
 *    there from the same bytes stays.
 * 2. Everything is looked for in one listing.
 * 3. What an earlier list of ours names and this copy does not have is removed. What others have put there stays, also in the place
 *    of what was ours. Only then the list of what was copied is written over the earlier one.
 *
 * The sentinel is not part of it: it comes last of all, when the verdict is decided.
 *
 * @returns where the results are: in the mirror, or where the export has put them
 */
export async function mirrorTree(deps: WorkDeps, held: Held, status: "complete" | "error"): Promise<string> {
  const { options, aws, store, say } = deps;
  const { workset, prefix } = held.place;
  const target = mirrorPrefix(options, status, workset);
  const uri = `s3://${options.bucket}/${target}`;
  const inputs = await insist(deps, held, () => worksetInputs(deps, prefix));
  const digest = await digestOf(inputs);
  if (held.journal().inputs !== undefined && held.journal().inputs?.digest !== digest) {
    say("warn", `${workset}: its input files were changed during the run`, { event: "inputs", workset });
    await insist(deps, held, () => held.note((journal) => withInputsChanged(journal, deps.clock.now())));
  }
  const entries = new Map<string, Entry>();
  if (options.mirrorsInputs) {
    for (const { path, object } of inputs) entries.set(path, { path, source: objectSource(aws, object, object) });
  }
  const results = exportedTo(held);
  const exported = options.copiesResults ? await insist(deps, held, () => exportedResults(deps, held)) : [];
  const inputPaths = new Set(inputs.map(({ path }) => path));
  for (const entry of [...exported, ...await filesOf(deps, workset)]) {
    if (!entries.has(entry.path) && !inputPaths.has(entry.path)) entries.set(entry.path, entry);
  }
  const place = options.copiesResults ? uri : results ?? uri;
  const info = inputs.find(({ path }) => path === infoFileName);
  const before = info === undefined
    ? undefined
    : new TextDecoder().decode(await objectSource(aws, info.object, info.object).read(0, info.object.bytes));
  const told = textSource(withRunInfo(before, runInfoOf(held.journal(), status, place, deps.clock.now())));
  entries.set(infoFileName, { path: infoFileName, source: told });

  await insist(deps, held, () => abortUnfinished(aws, { bucket: options.bucket, key: target }));
  const earlier = await insist(deps, held, () => store.get(target + manifestName));
  // Nobody may take what is being replaced for what an earlier attempt has finished.
  if (earlier !== undefined) await insist(deps, held, () => store.remove(target + sentinelName(status), "any"));
  const all = [...entries.values()];
  await atOnce(
    8,
    all,
    ({ path, source }) =>
      insist(deps, held, () => ensureObject(aws, { bucket: options.bucket, key: target + path }, [source])),
  );
  const manifest: Manifest = { files: await copiesOf(deps, held, target, all) };
  const bytes = new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`);
  const stale = earlier === undefined ? [] : pathsIn(earlier.bytes).filter((path) => !entries.has(path));
  for (const path of stale) await insist(deps, held, () => removeCopy(deps, target + path));
  await insist(deps, held, () => store.put(target + manifestName, bytes, "any"));
  say("info", `${workset}: ${counted(all.length, "object")} copied to ${uri}`, {
    event: "mirror",
    workset,
    objects: all.length,
  });
  return place;
}

/** @throws when something is missing or has another size: the step is done again */
async function copiesOf(
  { aws, options, ...deps }: WorkDeps,
  held: Held,
  target: string,
  entries: readonly Entry[],
): Promise<readonly Copied[]> {
  const found = await insist(deps, held, () => objectsBelow(aws, { bucket: options.bucket, key: target }));
  const byPath = new Map(found.map((object) => [object.key.slice(target.length), object]));
  const wrong = entries.filter(({ path, source }) => byPath.get(path)?.bytes !== source.bytes);
  if (wrong.length > 0) throw new Error(`the mirror lacks ${wrong.map(({ path }) => path).join(", ")}`);
  return entries.map(({ path, source }) => ({ path, bytes: source.bytes, etag: byPath.get(path)?.etag ?? "" }));
}

function withInputsChanged(journal: Journal, at: Date): Journal {
  const { epoch, owner, history } = journal;
  return { ...journal, history: [...history, { at: at.toISOString(), event: "inputs changed", epoch, owner }] };
}

function pathsIn(bytes: Uint8Array): readonly string[] {
  try {
    const { files }: Manifest = JSON.parse(new TextDecoder().decode(bytes));
    return files.map(({ path }) => path);
  } catch {
    return [];
  }
}

/** What this host has of the workset: its folder without what is ours, and our logs. */
async function filesOf(deps: WorkDeps, workset: string): Promise<readonly Entry[]> {
  const { folder, log, own } = workspaceOf(deps.options.localRoot, workset);
  const found: Entry[] = [];
  const walk = async (from: string, to: string) => {
    for (const name of await deps.files.list(from)) {
      if (leftOut.has(name) && from === folder || name === ".git") continue;
      const path = join(from, name);
      const entry = await deps.folders.entry(path);
      if (entry?.is === "folder") await walk(path, `${to}${name}/`);
      if (entry?.is === "file") found.push({ path: to + name, source: await fileSource(deps.files, path) });
    }
  };
  await walk(folder, "");
  await walk(log, "logs/");
  for (const attempt of await deps.files.list(join(own, "run"))) {
    const path = join(own, "run", attempt, "run.log");
    if (await deps.files.stat(path) === undefined) continue;
    found.push({ path: `logs/run.${attempt}.log`, source: await fileSource(deps.files, path) });
  }
  return found;
}

function runInfoOf(journal: Journal, status: "complete" | "error", uri: string, at: Date): RunInfo {
  const { cluster, steps, error } = journal;
  return {
    workset: journal.workset,
    attempt: journal.attempt,
    status,
    started_at: journal.started,
    finished_at: at.toISOString(),
    owner: journal.owner,
    cluster: {
      name: cluster?.name ?? null,
      region: cluster?.region ?? null,
      created: cluster?.created_by_us ?? false,
      destroyed: cluster?.destroyed ?? false,
    },
    results_s3_uri: uri,
    error: error ?? null,
    steps: Object.entries(steps).map(([name, { state, started, ended }]) => ({
      name,
      state,
      seconds: ended === undefined ? null : Math.round((Date.parse(ended) - Date.parse(started)) / 1000),
    })),
    inputs_digest: journal.inputs?.digest ?? "",
    cost_usd: costOf(journal).usd ?? null,
  };
}
