import { resolve } from "node:path";
import { profileCaBundle } from "../../lib/aws/profile_ca_bundle.ts";
import { awsSession } from "../../lib/aws/session.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { connectionsOf } from "../../lib/host/net/connections.ts";
import { requireProfile } from "../../lib/preflight/require_profile.ts";
import type { SpotTaskDeps } from "../../lib/spot/spot_task_deps.ts";

/** Milliseconds that what has been sent is still heard of after a Ctrl-C. */
const patience = 30_000;

/** What a command of `spot-deploy` needs on AWS. */
export async function spotDeps(
  context: TaskContext,
  { profile: wanted, region, seconds }: {
    readonly profile: string | undefined;
    /** Where it is asked who calls. */
    readonly region: string | undefined;
    /** Of one request. */
    readonly seconds: number;
  },
): Promise<SpotTaskDeps> {
  const { environment, files, self, commandLine, signal, clock } = context;
  const profile = await requireProfile(context, wanted);
  const profileBundle = () => profileCaBundle({ environment, files }, profile);
  const connections = connectionsOf({ environment, files, profileBundle });
  const processes = connections.children(context.processes);
  const late = new AbortController();
  signal.addEventListener("abort", () => {
    clock.limit(patience).addEventListener("abort", () => late.abort(signal.reason), { once: true });
  });
  const sessionUntil = (end: AbortSignal) => {
    const aws = awsSession({
      ...context,
      profile,
      region: region ?? environment.get("AWS_REGION") ?? "us-east-1",
      endpoint: environment.get("AWS_ENDPOINT_URL"),
      connections,
      processes,
      signal: end,
      requestTimeout: seconds * 1000,
    });
    context.atEnd(aws.close);
    return aws;
  };
  const named = { ...self, user: environment.user, command: commandLine };
  const deps = { ...context, aws: sessionUntil(late.signal), self: named };
  const afterSignal = (): SpotTaskDeps => {
    const { signal } = new AbortController();
    return { ...deps, signal, aws: sessionUntil(signal), afterSignal };
  };
  return { ...deps, afterSignal };
}

/** Where the configuration lies. */
export function configPath({ environment }: TaskContext, flag: string | undefined): string {
  return resolve(environment.folder, flag ?? environment.get("SPOT_DEPLOY_CONFIG") ?? "config.yaml");
}

/** Where the state lies. */
export function statePath({ environment }: TaskContext, flag: string | undefined): string {
  return resolve(environment.folder, flag ?? environment.get("SPOT_DEPLOY_STATE") ?? "MACHINES.json");
}
