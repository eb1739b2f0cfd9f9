import type { ChildVariables } from "../../aws/child_variables.ts";
import type { Via } from "../../host/net/via.ts";
import { configFolder } from "../../state/config_folder.ts";
import { callersCluster } from "../../state/begin_on.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { CreateDeps } from "../create_deps.ts";
import { rememberCluster } from "../known/remember_cluster.ts";
import { findHeadNode } from "./find_head_node.ts";
import { wayVariables, writeSshConfig } from "./ssh_config.ts";

/** `variables`: those of its environment that differ from ours. */
export type Login = { readonly argv: readonly string[]; readonly variables: ChildVariables };

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
  { words, ...way }: { readonly pem: string | undefined; readonly via: Via; readonly words: readonly string[] },
): Promise<Login> {
  const place = await callersCluster(deps, cluster, `looking for cluster ${cluster}`);
  const { records } = await rememberCluster(deps.files, configFolder(deps.environment), place);
  const node = await findHeadNode(deps, cluster, records, way);
  const line = words.length > 1 ? [words.map(shellWord).join(" ")] : words;
  return {
    argv: ["ssh", "-F", await writeSshConfig(deps, node), "--", node.host, ...line],
    variables: await wayVariables(deps, node),
  };
}
