import { join } from "node:path";
import type { Environment } from "../host/environment.ts";
import { command } from "../host/errors/advice.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import { type Clock, timestamp } from "../host/clock.ts";
import type { Files } from "../host/files.ts";
import type { Check } from "../preflight/check.ts";
import { fail, pass, warn } from "../preflight/verdict.ts";
import { configFolder, runsFolder } from "../state/config_folder.ts";
import { readRuns, type Runs, unfinishedRuns } from "../state/journal/runs.ts";
import { memoryChecks } from "./memory_checks.ts";
import { counted } from "../text/counted.ts";
import { shellWord } from "../text/shell_word.ts";

type Deps = { readonly files: Files; readonly environment: Environment; readonly clock: Clock };

/** Whether the configuration folder can be used, keeps to its owner what is in it, and has nothing in it that nobody needs any more. */
export async function folderChecks(deps: Deps): Promise<readonly Check[]> {
  const folder = configFolder(deps.environment);
  const stands = await deps.files.stat(folder);
  if (stands === undefined) return [pass("config.folder", { folder, note: "the first run creates it" })];
  const check = await folderCheck(deps.files, folder, stands);
  if (check.status === "FAIL") return [check];
  const runs = await readRuns(deps.files, runsFolder(folder));
  const files = [await privacyCheck(deps.files, folder), await oldFilesCheck(deps, folder, runs)];
  return [check, ...files, ...await memoryChecks(deps.files, folder, runs)];
}

async function folderCheck(
  files: Files,
  folder: string,
  { isFile, mode }: { readonly isFile: boolean; readonly mode: number },
): Promise<Check> {
  const id = "config.folder";
  const shown = mode.toString(8);
  const details = { folder, mode: shown };
  const path = shellWord(folder);
  if (isFile) {
    return fail(
      id,
      { ...details, note: "a file of this name exists instead of the folder" },
      command(`mv ${path} ${path}.file`),
    );
  }
  const trial = join(folder, ".doctor");
  try {
    await files.replace(trial, "");
    await files.remove(trial);
  } catch (error) {
    const note = `it cannot be written: ${reasonOf(error)}`;
    return fail(id, { ...details, note }, command(`chmod 700 ${path}`));
  }
  if ((mode & 0o077) === 0) return pass(id, details);
  return warn(
    id,
    { ...details, note: `other users may read it: its mode is ${shown}, not 700` },
    command(`chmod 700 ${path}`),
  );
}

async function privacyCheck(files: Files, folder: string): Promise<Check> {
  const id = "config.files";
  const open: string[] = [];
  for (const each of [folder, runsFolder(folder)]) {
    for (const name of await files.list(each)) {
      const stands = await files.stat(join(each, name));
      if (stands?.isFile && (stands.mode & 0o077) !== 0) open.push(join(each, name));
    }
  }
  if (open.length === 0) return pass(id, { folder });
  const some = open.slice(0, atOnce);
  const note = `other users may read ${counted(open.length, "file")} in ${folder}`;
  return warn(id, { folder, open: some, note }, command(`chmod 600 ${some.map(shellWord).join(" ")}`));
}

/** A command with more names would fill a window; the next look tells the next ones. */
const atOnce = 20;

const oldDays = 90;

/** What runs have written for people, and for their own resumption. Journals and records are memory and stay. */
const artifacts =
  /^(?:.+_cluster_(\d{14})\.yaml(?:\.init)?|.+_(?:init_template|final|resolved_cli|cli_cfg)_(\d{14})\.yaml|preflight_.+_(\d{14})\.json)$/;

async function oldFilesCheck({ files, clock }: Deps, folder: string, runs: Runs): Promise<Check> {
  const id = "config.old_files";
  const needed = new Set(unfinishedRuns(runs).map((run) => run.id));
  const limit = timestamp(new Date(clock.now().getTime() - oldDays * 86_400_000));
  const old = (await files.list(folder)).filter((name) => {
    const time = artifacts.exec(name)?.slice(1).find((each) => each !== undefined);
    return time !== undefined && time < limit && !needed.has(time);
  });
  if (old.length === 0) return pass(id, { folder });
  const some = old.slice(0, atOnce);
  const note = `${counted(old.length, "file")} of runs that are more than ${oldDays} days old`;
  const aside = shellWord(join(folder, "old"));
  const names = some.map((name) => shellWord(join(folder, name))).join(" ");
  return warn(id, { folder, old: some, note }, command(`mkdir -p ${aside} && mv ${names} ${aside}`));
}
