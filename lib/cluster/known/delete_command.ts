import type { Command } from "../../host/command.ts";
import type { Environment } from "../../host/environment.ts";
import { clusterCommand } from "../../names/cluster_command.ts";
import { shellWord } from "../../text/shell_word.ts";
import { usualPath } from "../../names/usual_path.ts";
import type { DeleteRequest } from "./delete_request.ts";

/** The command that deletes a cluster, and that goes on with a deletion which was interrupted: it is the same one. */
export function deleteCommand(
  { cluster, region, profile, purge_budget: purge, network_if_last: network, export_target: target }: DeleteRequest,
  environment: Pick<Environment, "get">,
): Command {
  const flags = [
    ...(profile === "" || environment.get("AWS_PROFILE") === profile ? [] : [`--profile ${shellWord(profile)}`]),
    ...(purge ? ["--purge-budget"] : []),
    ...(network ? ["--network-if-last"] : []),
    ...(target ? ["--export"] : []),
    ...(target && target !== usualPath ? [`--target-uri ${shellWord(target)}`] : []),
  ];
  return [clusterCommand("delete", cluster, region), ...flags].join(" ");
}
