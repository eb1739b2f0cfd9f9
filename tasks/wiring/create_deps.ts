import { fileURLToPath } from "node:url";
import { awsSession } from "../../lib/aws/session.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";

/** What a creation in one region needs. */
export function createDeps(
  context: TaskContext,
  where: { readonly profile: string; readonly region: string },
): CreateDeps {
  const { environment, emit, signal, random, self, commandLine } = context;
  const aws = awsSession({ ...where, endpoint: environment.get("AWS_ENDPOINT_URL"), emit, signal, random });
  context.atEnd(aws.close);
  return {
    ...context,
    aws,
    self: { ...self, user: environment.user, command: commandLine },
    workTree: fileURLToPath(new URL("../..", import.meta.url)),
  };
}
