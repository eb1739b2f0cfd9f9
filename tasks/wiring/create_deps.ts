import { fileURLToPath } from "node:url";
import { profileCaBundle } from "../../lib/aws/profile_ca_bundle.ts";
import { awsSession } from "../../lib/aws/session.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";
import { isInstalled } from "../../lib/host/is_installed.ts";
import { connectionsOf } from "../../lib/host/net/connections.ts";
import { systemWeb } from "../../lib/host/net/system_web.ts";

/** What a creation in one region needs. */
export function createDeps(
  context: TaskContext,
  where: { readonly profile: string; readonly region: string },
): CreateDeps {
  const { environment, files, self, commandLine, signal } = context;
  const profileBundle = () => profileCaBundle({ environment, files }, where.profile);
  const connections = connectionsOf({ environment, files, profileBundle });
  const processes = connections.children(context.processes);
  const endpoint = environment.get("AWS_ENDPOINT_URL");
  const s3Endpoint = environment.get("AWS_ENDPOINT_URL_S3");
  const aws = awsSession({ ...context, ...where, endpoint, s3Endpoint, connections, processes });
  context.atEnd(aws.close);
  return {
    ...context,
    aws,
    processes,
    web: systemWeb(connections, signal),
    self: { ...self, user: environment.user, command: commandLine },
    workTree: isInstalled(environment) ? undefined : fileURLToPath(new URL("../..", import.meta.url)),
    machine: { os: Deno.build.os, architecture: Deno.build.arch },
  };
}
