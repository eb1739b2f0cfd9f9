import { join } from "node:path";
import { parse } from "yaml";
import catalogue from "../../../config/daylily_available_repositories.yaml" with { type: "text" };
import type { Files } from "../../host/files.ts";
import activate from "./day_activate.sh" with { type: "text" };
import run from "./day_run.sh" with { type: "text" };
import start from "./dyoainit.sh" with { type: "text" };
import { commitOf } from "./git_objects.ts";

type Entry = { readonly https_url: string; readonly ssh_url: string; readonly default_ref: string };

const entries = Object.entries(
  (parse(catalogue) as { readonly repositories: Readonly<Record<string, Entry>> }).repositories,
);

/** Beside the private home folder. */
export const repositoriesFolder = "repositories";

/**
 * The pipelines of the catalogue as bare repositories: small ones that run anywhere, under the branches and tags of the real ones.
 *
 * @param folder gets a folder per repository
 */
export async function writeRepositories(files: Files, folder: string): Promise<void> {
  await Promise.all(entries.map(([key, entry]) => writeRepository(files, join(folder, `${key}.git`), key, entry)));
}

async function writeRepository(files: Files, folder: string, key: string, { default_ref: ref }: Entry): Promise<void> {
  const tree = {
    PIPELINE: { text: `${key}\n` },
    dyoainit: { text: start },
    "bin/day_activate": { text: activate },
    "bin/day_run": { text: run, isProgram: true },
  };
  const { hash, objects } = commitOf(tree, `${key} as the sandbox has it`);
  const refs = ["refs/heads/main", ...ref === "main" ? [] : [`refs/tags/${ref}`]];
  const put = async (path: string, content: string | Uint8Array) => {
    await files.ensureFolder(join(folder, path, ".."));
    await files.replace(join(folder, path), content);
  };
  await files.ensureFolder(join(folder, "refs"));
  await Promise.all(objects.map((each) => put(`objects/${each.hash.slice(0, 2)}/${each.hash.slice(2)}`, each.stored)));
  await put("config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
  await put("packed-refs", refs.map((name) => `${hash} ${name}\n`).join(""));
  await put("HEAD", "ref: refs/heads/main\n");
}

/** Sends git to these repositories where it is asked for the real ones, by either way. */
export function gitConfig(folder: string): string {
  return entries.map(([key, { https_url: https, ssh_url: ssh }]) => {
    const own = JSON.stringify(`file://${join(folder, `${key}.git`)}`);
    return `[url ${own}]\n\tinsteadOf = ${JSON.stringify(https)}\n\tinsteadOf = ${JSON.stringify(ssh)}\n`;
  }).join("");
}
