import { destroyCommand } from "../state/destroy_command.ts";
import { hasEnded, instancesById } from "../region/instances.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { taggedNodes } from "../state/found_nodes.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import { withMachines, withoutMachines } from "../state/changes.ts";
import type { Machines } from "../state/machines.ts";
import type { State } from "../state/open_state.ts";

/** The deployments that have begun and not ended. */
export function unfinished({ deployments }: Machines): readonly string[] {
  return Object.entries(deployments).filter(([, { phase }]) => !["finalized", "failed", "destroyed"].includes(phase))
    .map(([id]) => id).sort();
}

/**
 * Refuses a creation where nodes stand or an earlier one has not ended. Nodes that AWS does not know any more are forgotten first.
 *
 * @throws DayError DAY-SPOT-005 with the ways out
 */
export async function refuseStanding(deps: SpotTaskDeps, state: State, config: SpotConfig): Promise<void> {
  if (state.isLost) await recover(deps, state, config);
  const begun = unfinished(state.now());
  const create = (flags: string) => command(`deno task spot-deploy create ${flags}`);
  const last = begun.at(-1);
  if (last !== undefined && state.now().deployments[last].phase === "destroying") {
    const destroy = command(destroyCommand(last));
    throw new DayError("DAY-SPOT-005", `the removal of deployment ${last} is unfinished`, {
      fix: advice`finish it with ${destroy}, or start another deployment with ${create("--add")}`,
    });
  }
  if (last !== undefined) {
    throw new DayError("DAY-SPOT-005", `deployment ${last} is unfinished`, {
      fix: advice`continue it with ${create("--resume")}, or start another deployment with ${create("--add")}`,
    });
  }
  await forgetGone(deps, state);
  const count = Object.keys(state.now().machines).length;
  if (count === 0) return;
  throw new DayError("DAY-SPOT-005", `${count} ${count === 1 ? "node is" : "nodes are"} already running`, {
    fix: advice`add nodes with ${create("--add")}, or remove the nodes with ${
      command("deno task spot-deploy destroy")
    }`,
  });
}

/** Writes down what carries the tag: whoever lost the state is not to pay for two deployments. */
async function recover(deps: SpotTaskDeps, state: State, config: SpotConfig): Promise<void> {
  const found = await sideBySide(config.regions, 32, ({ region }) => taggedNodes(deps, config, region));
  await state.update(withMachines(found.flat()));
}

async function forgetGone(deps: SpotTaskDeps, state: State): Promise<void> {
  const regions = Object.entries(Object.groupBy(Object.values(state.now().machines), ({ region }) => region));
  await sideBySide(regions, 32, async ([region, machines = []]) => {
    const ids = machines.map(({ id }) => id);
    const found = await instancesById(deps.aws.in(region), ids);
    const standing = found.filter((instance) => !hasEnded(instance)).map(({ InstanceId }) => InstanceId);
    await state.update(withoutMachines(ids.filter((id) => !standing.includes(id))));
  });
}
