import { destroyCommand } from "../state/destroy_command.ts";
import type { Identity } from "../../aws/questions/identity.ts";
import { type LeftThing, leftWords } from "../region/remove_things.ts";
import type { Marks } from "../region/marks.ts";
import { removeDeployment } from "../remove/remove_deployment.ts";
import { machinesOf } from "../state/of_deployment.ts";
import type { State } from "../state/open_state.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import type { Created } from "./created.ts";
import type { CreateRequest } from "./create_request.ts";

type About = {
  readonly request: Pick<CreateRequest, "config" | "onFailure" | "onInterrupt" | "minInstances">;
  readonly state: State;
  readonly marks: Marks;
  readonly identity: Identity;
};

/**
 * Does the work of a creation so that a signal ends it in order: nothing new is begun, what was sent is heard of and written down, and
 * then the nodes stay with the command that removes them, or are removed at once when that was asked for. A run that is to leave all or
 * nothing removes what it made when it fails.
 */
export async function interruptible(
  deps: SpotTaskDeps,
  about: About,
  work: (deps: SpotTaskDeps) => Promise<Created>,
): Promise<Created> {
  const { request, state, marks } = about;
  try {
    const created = await work(deps);
    const least = request.minInstances ?? (request.onFailure === "rollback" ? created.requested : 0);
    if (request.onFailure !== "rollback" || created.machines.length >= least) return created;
    const left = await remove(deps, about);
    return { ...created, machines: machinesOf(state, marks.deployment), left, rolledBack: true };
  } catch (error) {
    if (!deps.signal.aborted) throw error;
    const count = machinesOf(state, marks.deployment).length;
    const destroy = destroyCommand(marks.deployment);
    if (request.onInterrupt === "destroy") {
      const left = await remove(deps.afterSignal(), about);
      if (left.length > 0) {
        const message = `${leftWords(left)}; remove the rest with ${destroy}`;
        deps.emit({ code: "spot.warning", level: "warn", message, commands: [destroy] });
      }
    } else {
      const go = `deno task spot-deploy create --resume ${marks.deployment}`;
      const message = `${count} ${
        count === 1 ? "node is" : "nodes are"
      } running; continue with ${go}, or remove them with ${destroy}`;
      deps.emit({ code: "spot.warning", level: "warn", message, commands: [destroy, go] });
    }
    throw error;
  }
}

async function remove(
  deps: SpotTaskDeps,
  { request: { config }, state, marks, identity }: About,
): Promise<readonly LeftThing[]> {
  const { regions = {} } = state.now().deployments[marks.deployment] ?? {};
  return await removeDeployment(deps, {
    config,
    state,
    marks,
    account: identity.account,
    regions: Object.keys(regions),
  });
}
