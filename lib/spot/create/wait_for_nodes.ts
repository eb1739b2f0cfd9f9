import { poll } from "../../host/poll.ts";
import { waitEvent } from "../../host/events/wait_event.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import type { Machine } from "../state/machines.ts";
import { connectedNodes } from "../node/orchestrator.ts";
import type { CreateRequest } from "./create_request.ts";

const pause = 15_000;
const probe = 5_000;

/**
 * Waits until nodes accept SSH logins, or until Bacalhau runs on them as well.
 *
 * @returns the ids of those that are not so far in time
 */
export async function waitForNodes(
  deps: SpotTaskDeps,
  config: SpotConfig,
  wait: CreateRequest["wait"],
  machines: readonly Machine[],
): Promise<readonly string[]> {
  const limit = config.timeouts.provisioning * 1000;
  let open = machines.filter(({ public_ip }) => public_ip !== null);
  if (wait === "ip") return machines.filter(({ public_ip }) => public_ip === null).map(({ id }) => id);
  if (wait === "none" || machines.length === 0) return [];
  const tell = (waited: number) => {
    const state = `${machines.length - open.length} of ${machines.length} ${
      wait === "ssh" ? "accept SSH logins" : "run Bacalhau"
    }`;
    deps.emit(waitEvent("wait.spot", { subject: "nodes", state }, waited));
  };
  await poll(deps, { pauses: [pause], endless: true, tell }, async (waited) => {
    const members = wait === "bacalhau" ? await connectedNodes(deps.reach, config.bacalhau) : undefined;
    const ready = await Promise.all(open.map((machine) => isReady(deps, config, wait, machine, members)));
    open = open.filter((_, index) => !ready[index]);
    return open.length === 0 || waited >= limit ? true : undefined;
  });
  const without = machines.filter(({ public_ip }) => public_ip === null);
  return [...open, ...without].map(({ id }) => id);
}

async function isReady(
  { reach }: SpotTaskDeps,
  { ports }: SpotConfig,
  wait: CreateRequest["wait"],
  { id, public_ip }: Machine,
  members: ReadonlySet<string> | undefined,
): Promise<boolean> {
  const host = public_ip ?? "";
  if (!await reach.port(host, 22, probe)) return false;
  if (wait === "ssh") return true;
  const runs = ports.includes(80)
    ? (await reach.page(`http://${host}/healthz`, { milliseconds: probe }))?.status === 200
    : await reach.port(host, 1234, probe);
  return runs && (members === undefined || members.has(id));
}
