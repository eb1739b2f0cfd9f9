import { callerIdentity } from "../../aws/questions/identity.ts";
import type { Aws } from "../../aws/session.ts";
import type { Clock } from "../../host/clock.ts";
import type { Emit } from "../../host/events/events.ts";
import { awsCommand } from "./aws_command.ts";
import { enabledRegions } from "./enabled_regions.ts";
import { lazily } from "./lazily.ts";
import type { Scene } from "./lister.ts";
import { networkParts } from "./network_parts.ts";
import { type Memory, recordedNames } from "./recorded_names.ts";
import { regionStacks } from "../../aws/pcluster/region_stacks.ts";
import { regionsWithCluster } from "./regions_with_cluster.ts";

export type AuditDeps = {
  /** A session in any region. */
  readonly aws: Aws;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** What this machine remembers of the cluster in that place, or of all clusters there. */
  readonly remember: (place: {
    readonly account: string;
    readonly region: string;
    readonly cluster: string | undefined;
  }) => Promise<readonly Memory[]>;
};

/** One look at a region: what several listers need is read once. */
export function makeScene(deps: AuditDeps, region: string, cluster: string | undefined): Scene {
  const aws = deps.aws.in(region);
  const account = lazily(async () => (await callerIdentity(aws)).account);
  const stacks = lazily(() => regionStacks(aws));
  const others = lazily(async () => (await enabledRegions(aws)).filter((other) => other !== region));
  const elsewhere = new Map<string, () => Promise<readonly string[]>>();
  return {
    aws,
    cluster,
    account,
    stacks,
    recorded: lazily(async () => {
      const memories = await deps.remember({ account: await account(), region, cluster });
      return memories.map(recordedNames);
    }),
    networkParts: lazily(async () => await networkParts(aws, await stacks())),
    elsewhere(name) {
      const asked = elsewhere.get(name) ?? lazily(async () => await regionsWithCluster(aws, await others(), name));
      elsewhere.set(name, asked);
      return asked();
    },
    command: (...words) => awsCommand({ profile: aws.profile, region }, words),
  };
}
