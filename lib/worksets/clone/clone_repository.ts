import { basename, dirname, join } from "node:path";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
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
 * Clones a repository to its place in one step: nothing is left of a clone that does not succeed.
 *
 * @throws DayError WS-CLONE-001 when the place exists, WS-CLONE-002 when git does not succeed, DAY-USE-001 where no folder can be made
 */
export async function cloneRepository(
  deps: CloneDeps,
  catalogue: Catalogue,
  { place: { folder, holds }, ...request }: CloneRequest,
): Promise<Cloned> {
  const source = cloneSource(catalogue, request);
  const half = join(dirname(folder), `.${basename(folder)}.half`);
  const inner = join(half, source.folder);
  await makeAfresh(deps, half, folder);
  try {
    const url = await cloneFirst(deps, source.urls, source.ref, inner);
    const commit = (await git(deps, ["-C", inner, "rev-parse", "HEAD"])).stdout.trim();
    await deps.folders.rename(holds === "the clone" ? inner : half, folder);
    const path = holds === "the clone" ? folder : join(folder, source.folder);
    return { repository: source.repository, url, ref: source.ref, commit, path };
  } finally {
    await deps.folders.removeTree(half);
  }
}

async function makeAfresh({ files, folders }: CloneDeps, half: string, folder: string): Promise<void> {
  try {
    if (await folders.entry(folder) !== undefined) {
      throw new DayError("WS-CLONE-001", `${folder} exists already; nothing was cloned`);
    }
    await folders.removeTree(half);
    await files.ensureFolder(half);
  } catch (cause) {
    if (cause instanceof DayError) throw cause;
    const why = oneLine(reasonOf(cause));
    throw new DayError("DAY-USE-001", `${folder} cannot be made: ${why}`, {
      cause,
      fix: "name a folder that you may write to, with --destination or --clone-root",
    });
  }
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
