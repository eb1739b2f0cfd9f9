import { z } from "zod";
import { parse } from "yaml";
import { DayError } from "../../host/errors/day_error.ts";
import { findFile, type FindFileDeps, shippedPaths } from "./shipped_files.ts";

/**
 * The control repository of head nodes, and the branch or tag of it that they get; and how long clusters live when nothing else is
 * said, "" for as long as nobody deletes them.
 */
export type CliGlobals = { readonly repository: string; readonly tag: string; readonly defaultTtl: string };

const shape = z.object({
  daylily: z.object({
    git_ephemeral_cluster_repo: z.string(),
    git_ephemeral_cluster_repo_tag: z.string(),
    default_ttl: z.union([z.string(), z.number(), z.null()]).optional(),
  }),
});

/** Reads `config/daylily_cli_global.yaml`. Throws `DAY-CFG-001` when it lacks one of the two texts. */
export async function cliGlobals(deps: FindFileDeps): Promise<CliGlobals> {
  const found = await findFile(deps, shippedPaths.cliGlobals);
  try {
    const { daylily } = shape.parse(parse(found?.text ?? ""));
    const { git_ephemeral_cluster_repo: repository, git_ephemeral_cluster_repo_tag: tag, default_ttl: ttl } = daylily;
    return { repository, tag, defaultTtl: String(ttl ?? "") };
  } catch (cause) {
    throw new DayError(
      "DAY-CFG-001",
      `${found?.path} does not name the repository daylily-ephemeral-cluster and its tag`,
      {
        cause,
        fix: "set daylily.git_ephemeral_cluster_repo and daylily.git_ephemeral_cluster_repo_tag, both as quoted text",
      },
    );
  }
}
