import { outputOf } from "../../host/output_of.ts";
import type { Processes } from "../../host/processes.ts";
import { tagValue } from "../../names/tag_rules.ts";

/** What the tag says when the program does not run from a work tree with commits. */
const unknownGit = "git:unknown";

/**
 * `<repository>-<branch>-<commit>-<tag>` of the work tree around `folder`, on one line: the last part of the origin's
 * address without `.git` (empty without origin), the branch or `N/A`, the full commit, and the configured `tag`,
 * whatever is checked out. It fits into a tag: a branch may have any name and length, and the commit stays.
 */
export async function gitDetails(processes: Processes, folder: string | undefined, tag: string): Promise<string> {
  if (folder === undefined) return unknownGit;
  const ask = async (...words: string[]) =>
    (await outputOf({ processes }, ["git", "-C", folder, ...words]) ?? "").trim();
  const [origin, branch, commit] = await Promise.all([
    ask("config", "--get", "remote.origin.url"),
    ask("symbolic-ref", "--short", "-q", "HEAD"),
    ask("rev-parse", "--verify", "-q", "HEAD"),
  ]);
  if (commit === "") return unknownGit;
  const repository = origin.replace(/\/+$/, "").split("/").at(-1)?.replace(/\.git$/, "") ?? "";
  const end = `${commit}-${tagValue(tag, longestPart)}`;
  return `${tagValue(repository, longestPart)}-${tagValue(branch || "N/A", longestBranch)}-${end}`;
}

/** Characters. With a commit of 64, two other parts and three hyphens that is less than a tag's 256. */
const longestPart = 40;
const longestBranch = 100;
