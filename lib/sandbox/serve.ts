import { join } from "node:path";
import type { ProcessId } from "../host/processes.ts";
import type { InstallDeps } from "../toolchain/environments.ts";
import type { TriedPcluster } from "../toolchain/versions.ts";
import { makeHeadNode } from "./head_node/head_node.ts";
import { installTools } from "./install.ts";
import { sandboxPlaces, writeState } from "./sandbox_state.ts";
import { startSandbox } from "./start.ts";

/**
 * The background sandbox itself: serves until it is asked to stop over the control channel, or until the emulator ends. It does
 * not start a lost emulator again, because what the account held is lost with it; the next `sandbox up` says so.
 *
 * @param own this process, for the state file
 * @param pcluster the version that it has
 */
export async function serveSandbox(deps: InstallDeps, own: ProcessId, pcluster: TriedPcluster): Promise<void> {
  const places = sandboxPlaces(deps.environment);
  const tools = await installTools(deps, pcluster);
  const stopped = Promise.withResolvers<string>();
  const freshHeadNode = (home: string) => makeHeadNode(deps, join(places.world, "head-node"), home, sandbox.endpoint);
  const sandbox = await startSandbox(deps, {
    folder: places.world,
    tools,
    onReset: async (home) => void await freshHeadNode(home),
    onStopRequest: () => stopped.resolve("it was asked to stop"),
  });
  const { endpoint, home } = sandbox;
  const headNode = await freshHeadNode(home);
  await writeState(deps.files, places, { ...own, endpoint, home, bin: tools.bin, pcluster, headNode });
  deps.emit({
    code: "sandbox.serving",
    level: "info",
    message: `The sandbox, a simulated AWS, listens at ${endpoint}`,
  });
  const why = await Promise.race([stopped.promise, sandbox.ended.then(() => "the emulator ended")]);
  deps.emit({ code: "sandbox.ended", level: "info", message: `Stopping the sandbox: ${why}` });
  await sandbox.stop();
}
