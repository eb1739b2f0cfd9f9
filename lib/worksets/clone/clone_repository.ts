import { dirname, isAbsolute, join, resolve } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import type { Folders } from "../../host/folders.ts";
import type { Files } from "../../host/files.ts";
import type { Processes } from "../../host/processes.ts";
import { oneLine } from "../../text/one_line.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Cloned, CloneRequest } from "./clone_request.ts";
import { cloneSource } from "./clone_source.ts";

export type CloneDeps = {
  readonly files: Files;
  readonly folders: Folders;
  readonly processes: Processes;
  readonly signal?: AbortSignal;
};

/**
 * Clones a repository into `<root>/<destination>/<its folder>`. Nothing is left of a clone that does not succeed.
 *
 * @param root absolute: where relative destinations lie
 * @throws DayError WS-CLONE-001 when the destination exists, WS-CLONE-002 when git does not succeed
 */
export async function cloneRepository(
  deps: CloneDeps,
  catalogue: Catalogue,
  request: CloneRequest,
  root: string,
): Promise<Cloned> {
  const source = cloneSource(catalogue, request);
  const destination = destinationIn(root, request.destination);
  if (await deps.folders.entry(destination) !== undefined) {
    throw new DayError("WS-CLONE-001", `${destination} exists already; nothing was cloned`);
  }
  const path = join(destination, source.folder);
  const half = join(dirname(destination), `.${source.folder}.${request.destination.replaceAll("/", "_")}.half`);
  await deps.files.ensureFolder(dirname(destination));
  await deps.folders.removeTree(half);
  await deps.files.ensureFolder(half);
  try {
    const url = await cloneFirst(deps, source.urls, source.ref, join(half, source.folder));
    const commit = await git(deps, ["-C", join(half, source.folder), "rev-parse", "HEAD"]);
    await deps.folders.rename(half, destination);
    return { repository: source.repository, url, ref: source.ref, commit: commit.stdout.trim(), path };
  } finally {
    await deps.folders.removeTree(half);
  }
}

function destinationIn(root: string, destination: string): string {
  const wrong = destination === "" || /\p{Cc}/u.test(destination) || destination.split("/").includes("..");
  if (wrong) {
    throw new DayError("DAY-USE-001", `${JSON.stringify(destination)} is no folder to clone into`, {
      fix: "name a folder that does not exist yet, without .. in it",
    });
  }
  return isAbsolute(destination) ? resolve(destination) : resolve(root, destination);
}

/** The first address that works. @throws DayError with what git said of each */
async function cloneFirst(
  deps: CloneDeps,
  urls: readonly string[],
  ref: string | undefined,
  into: string,
): Promise<string> {
  const said: string[] = [];
  for (const url of urls) {
    const branch = ref === undefined ? [] : ["--branch", ref];
    const { code, stderr } = await git(deps, ["clone", "--quiet", ...branch, "--", url, into]);
    if (code === 0) return url;
    deps.signal?.throwIfAborted();
    said.push(`${withoutSecret(url)}: ${lastLine(stderr)}`);
    await deps.folders.removeTree(into);
  }
  throw new DayError(
    "WS-CLONE-002",
    `git could not clone ${ref === undefined ? "it" : ref} from ${said.join("; from ")}`,
  );
}

/** Git never asks: nobody is there to answer. */
function git({ processes, signal }: CloneDeps, words: readonly string[]) {
  const env = {
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
    // A folder that stands in another work tree is none of that one.
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
  };
  return processes.run(["git", "-c", "advice.detachedHead=false", ...words], { env, signal });
}

function lastLine(text: string): string {
  return oneLine(withoutSecret(text.trim().split("\n").at(-1) ?? "")) || "it said nothing";
}

function withoutSecret(text: string): string {
  return text.replace(/(\w+:\/\/)[^@/\s]+@/g, "$1***@");
}
