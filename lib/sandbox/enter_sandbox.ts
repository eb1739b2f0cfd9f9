import { DayError } from "../host/errors/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import type { Outside } from "../host/host.ts";
import type { Processes } from "../host/processes.ts";
import { sandboxEnvironment } from "./environment.ts";
import { requireLoopback } from "./require_loopback.ts";
import { liveState } from "./sandbox_state.ts";

export type SandboxEntry = {
  readonly argv: readonly string[];
  /** Complete: the program gets this instead of our own environment. */
  readonly environment: Readonly<Record<string, string>>;
};

export type EntryDeps = { readonly environment: Environment; readonly files: Files; readonly processes: Processes };

/**
 * How to run a task inside the running sandbox: as a new process, because permissions to run programs are settled against the
 * `PATH` of the moment a program starts.
 *
 * @param command runs the task
 * @throws DayError `DAY-SBX-002` when no sandbox is running, `DAY-SBX-004` when its address is not on this machine
 */
export async function sandboxEntry(deps: EntryDeps, command: readonly string[]): Promise<SandboxEntry> {
  const running = await liveState(deps);
  if (running === undefined) throw new DayError("DAY-SBX-002", "No sandbox is running");
  const { home, endpoint, bin } = running;
  const inside = sandboxEnvironment(deps.environment, home, endpoint, bin);
  // The commands that the task prints are typed outside.
  return { argv: command, environment: { ...inside, DAYCTL_TYPED_FLAGS: "--sandbox" } };
}

/** Whether this process runs inside a sandbox. @throws DayError `DAY-SBX-004` when somebody changed where it points */
export function isInsideSandbox(environment: Environment): boolean {
  const endpoint = environment.get("DAYCTL_SANDBOX");
  if (endpoint === undefined) return false;
  requireLoopback(environment.get("AWS_ENDPOINT_URL") ?? "");
  return true;
}

/**
 * Runs a task again inside the running sandbox, on our terminal and with our signals.
 *
 * @param command runs the task, without `--sandbox`
 * @returns the task's exit code
 * @throws DayError as `sandboxEntry`
 */
export async function enterSandbox(
  deps: EntryDeps & Pick<Outside, "inPlace">,
  command: readonly string[],
): Promise<number> {
  const entry = await sandboxEntry(deps, command);
  return await deps.inPlace(entry.argv, entry.environment);
}
