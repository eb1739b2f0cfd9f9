import { configFolder } from "../../state/config_folder.ts";
import { callersCluster } from "../../state/begin_on.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { CreateDeps } from "../create_deps.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { findHeadNode } from "./find_head_node.ts";
import { writeSshConfig } from "./ssh_config.ts";

/**
 * The command line of a login, with the pinned host key.
 *
 * @param words what to run there. One word is a line for the shell over there, as a person would type it; of several each reaches the
 *   program as it is
 * @throws DayError as `findHeadNode`
 */
export async function loginCommand(
  deps: CreateDeps,
  cluster: string,
  { pem, words }: { readonly pem: string | undefined; readonly words: readonly string[] },
): Promise<readonly string[]> {
  const place = await callersCluster(deps, cluster, `looking for cluster ${cluster}`);
  const { records } = await rememberCluster(deps.files, configFolder(deps.environment), place);
  const node = await findHeadNode(deps, cluster, records, pem);
  const line = words.length > 1 ? [words.map(shellWord).join(" ")] : words;
  return ["ssh", "-F", await writeSshConfig(deps, node), "--", node.address, ...line];
}
