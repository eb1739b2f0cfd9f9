import type { Identity } from "../../aws/questions/identity.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { userData } from "../node/user_data.ts";
import type { Marks } from "../region/marks.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import type { State } from "../state/open_state.ts";
import type { CreateRequest } from "./create_request.ts";
import type { Launching } from "./region_run.ts";

/** What everything of a deployment is marked with. */
export function marksOf(deps: SpotTaskDeps, config: SpotConfig, { arn }: Identity, deployment: string): Marks {
  return { managed: config.managed, creator: arn, deployment, version: deps.toolVersion, extra: config.extraTags };
}

type About = {
  readonly identity: Identity;
  readonly state: State;
  readonly sources: readonly string[];
  readonly deployment: string;
  readonly startedAt: Date;
};

/** What is launched for a deployment, and how. */
export function launchingOf(deps: SpotTaskDeps, request: CreateRequest, about: About): Launching {
  const { config, ttl } = request;
  const { identity, state, sources, deployment, startedAt } = about;
  const recorded = state.now().deployments[deployment]?.ends_at;
  const fresh = ttl === undefined ? undefined : new Date(startedAt.getTime() + ttl);
  const ends = recorded ? new Date(recorded) : fresh;
  let wasTold = false;
  return {
    ...{ config, state, sources, ends, account: identity.account, launchApi: request.launchApi },
    userData: userData(config, { deployment, ends }),
    priceLimit: request.maxPrice ?? config.priceLimit,
    fleetsDenied() {
      if (wasTold) return;
      wasTold = true;
      const message =
        "Permission for ec2:CreateFleet or launch templates is missing; using RunInstances, one type and zone at a time";
      deps.emit({ code: "spot.warning", level: "warn", message });
    },
  };
}
