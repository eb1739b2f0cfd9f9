import { join, resolve } from "node:path";
import { findFile, noSuchFile } from "../../config/file/shipped_files.ts";
import type { Environment } from "../../host/environment.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import type { CloneRequest } from "./clone_request.ts";
import { readTemplate } from "./read_template.ts";

/** What `day-clone` is given. */
export type CloneFlags = {
  readonly destination?: string;
  readonly gitTag?: string;
  readonly gitRepo?: string;
  readonly cloneRoot?: string;
  readonly userName?: string;
  readonly whichOne?: string;
  readonly repository?: string;
  readonly template?: string;
};

export type ReadCloneDeps = {
  readonly files: Files;
  readonly environment: Pick<Environment, "folder" | "home" | "user">;
};

/** @throws DayError before anything is done */
export async function readCloneRequest(deps: ReadCloneDeps, flags: CloneFlags): Promise<CloneRequest> {
  if (flags.gitRepo !== undefined && flags.repository !== undefined) {
    throw new DayError("DAY-USE-001", "--git-repo and --repository exclude each other", { fix: "give one of the two" });
  }
  const template = flags.template === undefined ? {} : await templateIn(deps, flags.template);
  const transport = flags.whichOne ?? template.transport ?? "https";
  const common = {
    repository: flags.gitRepo ?? flags.repository ?? template.repository,
    ref: flags.gitTag ?? template.ref,
    transport: transport === "ssh" ? "ssh" as const : "https" as const,
  };
  if (flags.destination !== undefined) {
    const folder = await workspaceRoot(deps, flags);
    return { ...common, place: { folder: below(folder, flags.destination, "--destination"), holds: "a folder" } };
  }
  if (template.destination !== undefined) {
    const folder = below(deps.environment.folder, template.destination, "destination of the template");
    return { ...common, place: { folder, holds: "the clone" } };
  }
  throw new DayError("DAY-USE-001", "no destination is named", {
    fix: "name one with --destination, or in the template",
  });
}

async function templateIn(deps: ReadCloneDeps, path: string) {
  const found = await findFile(deps, path);
  if (found === undefined) throw noSuchFile(path);
  try {
    return readTemplate(found.text, path);
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    // No workset's file: nothing is to be uploaded.
    throw new DayError("WS-CFG-001", error.message, { cause: error, fix: `correct ${path}, then run it again` });
  }
}

/** Where analyses lie: below /fsx of a head node; elsewhere in the current folder. */
async function workspaceRoot(
  { files, environment }: ReadCloneDeps,
  { cloneRoot, userName }: CloneFlags,
): Promise<string> {
  const user = userName ?? environment.user;
  if (!/^[A-Za-z0-9_][\w.@-]*$/.test(user)) {
    throw new DayError("DAY-USE-001", `--user-name ${JSON.stringify(user)} cannot be the name of a folder`, {
      fix: "name a user, in letters, digits and . _ - @",
    });
  }
  if (cloneRoot !== undefined) return join(resolve(environment.folder, cloneRoot), user);
  return await files.stat("/fsx") === undefined ? environment.folder : join("/fsx/analysis_results", user);
}

function below(root: string, folder: string, name: string): string {
  const wrong = folder === "" || /\p{Cc}/u.test(folder) || folder.split("/").includes("..");
  if (wrong) {
    throw new DayError("DAY-USE-001", `the ${name} ${JSON.stringify(folder)} is no folder to clone into`, {
      fix: "name a folder that does not exist yet, without .. in it",
    });
  }
  return resolve(root, folder);
}
