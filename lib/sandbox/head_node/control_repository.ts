import { join } from "node:path";
import type { Files } from "../../host/files.ts";
import type { Folders } from "../../host/folders.ts";

type Deps = {
  readonly files: Files;
  readonly folders: Folders;
  /** Runs a program that has to succeed. */
  readonly run: (argv: readonly string[], env: Readonly<Record<string, string>>) => Promise<string>;
};

/**
 * Bash lines that leave behind on a head node what the scripts of the control repository do, without installing anything outside of
 * its home folder.
 */
export const standInScripts: Readonly<Record<string, readonly string[]>> = {
  install_miniconda: [
    "command -v conda >/dev/null && exit 0",
    "mkdir -p ~/miniconda3/bin",
    `printf '#!/bin/bash\\nmkdir -p ~/miniconda3/envs/"$1"\\n' >~/miniconda3/bin/conda`,
    "chmod +x ~/miniconda3/bin/conda",
  ],
  init_dayec: ["command -v conda >/dev/null || exit 3", "conda DAY-EC"],
  "install-daylily-headnode-tools": [
    "set -e",
    "mkdir -p ~/.config/daylily ~/.local/bin",
    "cp config/daylily_available_repositories.yaml ~/.config/daylily/",
    "touch ~/.local/bin/day-clone",
    "bin/install_miniconda || true",
    "bin/init_dayec || true",
  ],
};

/**
 * Makes a repository that stands in the place of the control repository: branch `main`, and one tag.
 *
 * @param folder where it goes; must not exist
 * @param catalogue the stock catalogue of repositories in it
 */
export async function standInRepository(
  { files, folders, run }: Deps,
  folder: string,
  { tag, catalogue }: { readonly tag: string; readonly catalogue: string },
): Promise<void> {
  for (const name of ["bin", "config"]) await files.ensureFolder(join(folder, name));
  await files.replace(join(folder, "config", "daylily_available_repositories.yaml"), catalogue);
  for (const [name, lines] of Object.entries(standInScripts)) {
    await folders.put(join(folder, "bin", name), `${["#!/bin/bash", ...lines].join("\n")}\n`, 0o755);
  }
  // What a person has told git for all repositories, to sign for example, is not meant for this one.
  const env = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const who = ["-c", "user.name=sandbox", "-c", "user.email=sandbox@example.org"];
  const steps = [["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "A stand-in"], ["branch", "-M", "main"], [
    "tag",
    tag,
  ]];
  for (const words of steps) await run(["git", "-C", folder, ...who, ...words], env);
}
