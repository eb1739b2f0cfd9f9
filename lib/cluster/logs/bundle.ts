import { basename, dirname, resolve } from "node:path";
import { stackEvents } from "../../aws/questions/stack_events.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { stableJson } from "../../host/json.ts";
import { redact } from "../../host/redact.ts";
import { type TarFile, tarGz } from "./tar.ts";
import { replaceFile } from "../../state/artifacts.ts";
import { configFolder, runsFolder } from "../../state/config_folder.ts";
import { readRuns } from "../../state/journal/runs.ts";
import { stateRecordPath } from "../../state/state_record.ts";
import { judgeTools } from "../../toolchain/judge_tools.ts";
import type { CreateDeps } from "../create_deps.ts";
import { logGroup } from "./log_group.ts";
import { readLogs } from "./read_logs.ts";

/** What was put into an archive, and what could not be. */
export type Bundled = { readonly path: string; readonly files: readonly string[]; readonly missing: readonly string[] };

/**
 * Writes one archive of all that helps somebody else to see what became of a cluster. Keys, tokens and passwords are taken out of
 * every file; names, addresses and account numbers stay. What cannot be read is listed in it and hides nothing else.
 *
 * @throws DayError DAY-USE-001 where something stands at the path already or its folder does not, DAY-LOG-001 where nothing is
 *   known of the cluster, DAY-RUN-007 where the archive cannot be written
 */
export async function bundleLogs(deps: CreateDeps, cluster: string, file: string): Promise<Bundled> {
  if (file.trim() === "") {
    throw new DayError("DAY-USE-001", "--bundle has no file name", { fix: "name a file that does not exist yet" });
  }
  const path = resolve(deps.environment.folder, file);
  const folder = dirname(path);
  if ((await deps.files.stat(folder))?.isFile !== false) {
    throw new DayError("DAY-USE-001", `--bundle ${file}: there is no folder ${folder}`, {
      fix: "create the folder first, or name a file in another folder",
    });
  }
  if (await deps.files.stat(path) !== undefined) {
    throw new DayError("DAY-USE-001", `--bundle ${file}: the file already exists`, {
      fix: "name a file that does not exist yet",
    });
  }
  const missing: string[] = [];
  const part = async (what: string, read: () => Promise<readonly TarFile[]>): Promise<readonly TarFile[]> => {
    try {
      return await read();
    } catch (error) {
      deps.signal.throwIfAborted();
      missing.push(`${what}: ${reasonOf(error)}`);
      return [];
    }
  };
  const known = [
    ...await part("logs", () => logFiles(deps, cluster)),
    ...await part("stack events", () => eventFile(deps, cluster)),
    ...await part("runs and files", () => localFiles(deps, cluster, missing)),
  ];
  if (known.length === 0) {
    const message = [
      `no cluster ${cluster} is known in ${deps.aws.region}; no archive was written`,
      ...missing,
    ];
    throw new DayError("DAY-LOG-001", message.join("\n  "));
  }
  const all = [...known, ...await part("versions", () => versionFile(deps))];
  const listed = missing.length === 0 ? [] : [{ name: "missing.txt", text: `${missing.join("\n")}\n` }];
  const files = [...all, ...listed].map(({ name, text }) => ({ name: `${cluster}/${name}`, text: redact(text) }));
  const archive = await tarGz(files, deps.clock.now());
  await replaceFile(deps.files, path, archive);
  return { path, files: files.map(({ name }) => name), missing };
}

async function logFiles({ aws }: CreateDeps, cluster: string): Promise<readonly TarFile[]> {
  const group = await logGroup(aws, cluster);
  const lines = await readLogs(aws, { group, stream: "", since: 0 });
  return [...Map.groupBy(lines, ({ stream }) => stream)].map(([stream, own]) => ({
    name: `logs/${stream.replace(/[^A-Za-z0-9._-]/g, "_")}.log`,
    text: own.map(({ time, message }) => `${time} ${message}\n`).join(""),
  }));
}

async function eventFile({ aws }: CreateDeps, cluster: string): Promise<readonly TarFile[]> {
  return [{ name: "stack_events.json", text: stableJson(await stackEvents(aws, cluster)) }];
}

/** Journals, logs and records of the cluster's runs, and the files that they wrote, as they are now. */
async function localFiles(
  { files, environment, aws }: CreateDeps,
  cluster: string,
  missing: string[],
): Promise<readonly TarFile[]> {
  const folder = configFolder(environment);
  const runs = (await readRuns(files, runsFolder(folder))).known
    .filter(({ subject, region }) => subject === cluster && region === aws.region);
  const paths = runs.flatMap(({ id, path, facts }) => [
    path,
    path.replace(/\.jsonl$/, ".log"),
    stateRecordPath(folder, { cluster_name: cluster, run_id: id }),
    ...facts.flatMap((fact) => fact.fact === "artifact" ? [fact.path] : []),
  ]);
  const read = await Promise.all([...new Set(paths)].map(async (path) => {
    try {
      return [{ name: `files/${basename(path)}`, text: await files.readText(path) }];
    } catch (error) {
      missing.push(`${path}: ${reasonOf(error)}`);
      return [];
    }
  }));
  return read.flat();
}

async function versionFile(deps: CreateDeps): Promise<readonly TarFile[]> {
  const tools = Object.values(await judgeTools(deps));
  const versions = Object.fromEntries(tools.map(({ name, current }) => [name, current]));
  return [{ name: "versions.json", text: stableJson({ ...versions, dayctl: deps.toolVersion }) }];
}
