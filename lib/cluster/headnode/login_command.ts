import type { ChildVariables } from "../../aws/child_variables.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { CreateDeps } from "../create_deps.ts";
import { findCallersHeadNode, type WantedWay } from "./find_head_node.ts";
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
  { words, ...way }: WantedWay & { readonly words: readonly string[] },
): Promise<Login> {
  const node = await findCallersHeadNode(deps, cluster, way);
  const line = words.length > 1 ? [words.map(shellWord).join(" ")] : words;
  return {
    argv: ["ssh", "-F", await writeSshConfig(deps, node), "--", node.host, ...line],
    variables: await wayVariables(deps, node),
  };
}
