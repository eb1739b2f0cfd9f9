import { type CreateRequest, usualRequest } from "../../cluster/create_request.ts";
import type { Environment } from "../../host/environment.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { Command } from "../../host/command.ts";

/** A task that reads the flags of a creation, and flags of its own. */
export type CreationCall = {
  readonly task: "create" | "preflight";
  readonly request: CreateRequest;
  readonly environment: Pick<Environment, "get">;
  /** As words. */
  readonly own?: readonly string[];
};

/**
 * The command line of a creation, put together again from its request.
 *
 * @param more behind all others, so that these count
 */
export function creationCommand(
  { task, request, environment, own = [] }: CreationCall,
  more: readonly string[] = [],
): Command {
  const { region_az: zone, config, profile, set, tags, repo_overrides: repositories } = request;
  const { ssh_cidr: cidr, create_timeout_minutes: minutes } = request;
  const words = [
    ...["--region-az", zone],
    ...environment.get("AWS_PROFILE") === profile ? [] : ["--profile", profile],
    ...config === "" ? [] : ["--config", config],
    ...pairs(set).flatMap((pair) => ["--set", pair]),
    ...tags.flatMap(({ key, value }) => ["--tag", `${key}=${value}`]),
    ...Object.entries(repositories).flatMap(([key, ref]) => ["--repo-override", `${key}:${ref}`]),
    ...cidr === usualRequest.ssh_cidr ? [] : ["--ssh-cidr", cidr],
    ...minutes === usualRequest.create_timeout_minutes ? [] : ["--create-timeout", `${minutes}`],
    ...request.via === "ssm" ? ["--via", "ssm"] : [],
    ...request.ttl === "" ? [] : ["--ttl", request.ttl],
    ...request.ttl_deletes_results ? ["--ttl-deletes-results"] : [],
    ...request.image ? ["--image", request.image] : [],
    ...request.ship_binary ? [] : ["--no-ship-binary"],
    ...request.pass_on_warn ? ["--pass-on-warn"] : [],
    ...own,
    ...more,
  ];
  return [`deno task ${task}`, ...words.map(shellWord)].join(" ");
}

function pairs(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([key, value]) => `${key}=${value}`);
}
