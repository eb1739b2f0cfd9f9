import type { Environment } from "../../host/environment.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { DeleteRequest } from "./delete_request.ts";

/** The command that deletes a cluster, and that goes on with a deletion which was interrupted: it is the same one. */
export function deleteCommand(
  { cluster, region, profile, purge_budget: purge, network_if_last: network }: DeleteRequest,
  environment: Pick<Environment, "get">,
): string {
  const flags = [
    ...(profile === "" || environment.get("AWS_PROFILE") === profile ? [] : [`--profile ${shellWord(profile)}`]),
    ...(purge ? ["--purge-budget"] : []),
    ...(network ? ["--network-if-last"] : []),
  ];
  return [`deno task delete --cluster ${shellWord(cluster)} --region ${shellWord(region)}`, ...flags].join(" ");
}
