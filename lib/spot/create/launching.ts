import { destroyCommand } from "../state/destroy_command.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { userData } from "../node/user_data.ts";
import type { Marks } from "../region/marks.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import type { Deployment } from "../state/machines.ts";
import { isOver } from "../state/of_deployment.ts";
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

/**
 * What is launched for a deployment, and how. One that goes on keeps the time at which its nodes shut themselves down, or gets a new one
 * when it is past.
 *
 * @throws DayError DAY-USE-001 when that time is past and no new one was asked for
 */
export function launchingOf(deps: SpotTaskDeps, request: CreateRequest, about: About): Launching {
  const { config, ttl } = request;
  const { identity, state, sources, deployment, startedAt } = about;
  const known = state.now().deployments[deployment];
  const fresh = ttl === undefined ? undefined : new Date(startedAt.getTime() + ttl);
  if (known !== undefined && fresh === undefined) refuseOver(deployment, known, startedAt);
  const recorded = known === undefined || isOver(known, startedAt) ? null : known.ends_at;
  const ends = recorded === null ? fresh : new Date(recorded);
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

/** A node whose time is past shuts itself down at once. */
function refuseOver(id: string, deployment: Deployment, now: Date): void {
  if (!isOver(deployment, now)) return;
  const again = command(`deno task spot-deploy create --resume ${id} --ttl 24h`);
  const forget = command(destroyCommand(id));
  throw new DayError(
    "DAY-USE-001",
    `deployment ${id} ended at ${deployment.ends_at}: its nodes shut themselves down then`,
    {
      fix: advice`launch its nodes again for another time with ${again}, or remove the rest of it with ${forget}`,
    },
  );
}
