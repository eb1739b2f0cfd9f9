import { join } from "node:path";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { configFolder } from "../../state/config_folder.ts";

/** What a person wrote down for all head nodes, as OpenSSH reads it. */
export function ownOptions(environment: Environment): string {
  return join(configFolder(environment), "ssh", "config");
}

/** Whether head nodes are reached by options, such as a port or a jump host, that an `ssh` of a person's own knows nothing of. */
export async function hasOwnOptions(
  { files, environment }: { readonly files: Files; readonly environment: Environment },
): Promise<boolean> {
  return await files.stat(ownOptions(environment)) !== undefined;
}
