import type { Clock } from "../../host/clock.ts";
import { poll } from "../../host/poll.ts";
import { sha256 } from "../../host/sha256.ts";
import type { Web } from "../../host/net/web.ts";
import { describeCluster, type PclusterDeps } from "./pcluster.ts";

type Deps = {
  readonly pcluster: PclusterDeps;
  readonly web: Pick<Web, "get">;
  readonly clock: Clock;
  readonly signal: AbortSignal;
};

/** Pauses before another look at the configuration, in milliseconds. */
const pauses = [500, 2_000];

/** The hash of the configuration as the cluster's nodes get it, "gone" after a definite 404, nothing when it cannot be said. */
export async function configurationHash(deps: Deps, name: string): Promise<string | undefined> {
  const url = (await describeCluster(deps.pcluster, name))?.clusterConfiguration?.url;
  if (url === undefined || !/^https?:/.test(url)) return undefined;
  return await poll(deps, { pauses }, async () => {
    const answer = await deps.web.get(url).catch(() => undefined);
    deps.signal.throwIfAborted();
    if (answer?.status === 404) return "gone";
    return answer?.status === 200 ? await sha256(answer.body) : undefined;
  });
}
