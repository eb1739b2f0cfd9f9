import { fileURLToPath } from "node:url";
import { systemClock } from "../../lib/host/clock.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { installTools, type Tools } from "../../lib/sandbox/install.ts";
import type { TriedPcluster } from "../../lib/toolchain/versions.ts";
import { watchRights } from "./rights_watch.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../lib/sandbox/start.ts";

export type { Sandbox } from "../../lib/sandbox/start.ts";
export type { RequestRecord } from "../../lib/sandbox/front/request_log.ts";
export { fixtureF, type SeedOptions } from "../../lib/sandbox/emulator/seed.ts";

export type WorldOptions = Partial<Pick<SandboxOptions, "seed" | "prepare" | "settings" | "clock" | "certificate">> & {
  /** The version of its genuine `pcluster`. */
  readonly pcluster?: TriedPcluster;
};

/** The tools of the sandbox, installed into the user's cache on first use. */
export function sandboxTools(pcluster?: TriedPcluster): Promise<Tools> {
  const environment = systemEnvironment();
  return installTools({
    environment,
    files: systemFiles,
    folders: systemFolders,
    processes: systemProcesses(environment),
    clock: systemClock,
    emit: ({ level, message }) => level === "info" && console.error(message),
  }, pcluster);
}

/** The region of every sandbox. */
export { sandboxRegion } from "../../lib/sandbox/emulator/seed.ts";

/**
 * A sandbox of one's own for the length of `body`; nothing of it is left afterwards. SDK clients in the test's own process find
 * the profile `sandbox` too: `sandboxAws(sandbox)`.
 */
export async function withSandbox<T>(
  { pcluster, ...options }: WorldOptions,
  body: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  useSandboxProfile();
  const tools = await sandboxTools(pcluster);
  const folder = await Deno.makeTempDir({ prefix: "dayctl-sandbox-" });
  try {
    const deps = { environment: systemEnvironment(), files: systemFiles, folders: systemFolders, clock: systemClock };
    const sandbox = await startSandbox(deps, { ...options, folder, tools });
    const unwatch = watchRights(sandbox.endpoint, sandbox.requests);
    try {
      // What the user of this machine has installed for himself is found by no test.
      const environment = { ...sandbox.environment, XDG_CACHE_HOME: `${folder}/cache` };
      return await body({ ...sandbox, environment });
    } finally {
      unwatch();
      await sandbox.stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Every sandbox has the same keys, also the profile `p` of the parity cases, so the files are the same for all tests of this process, whenever the SDK reads them. */
export function useSandboxProfile(): void {
  for (const [variable, file] of [["AWS_CONFIG_FILE", "config"], ["AWS_SHARED_CREDENTIALS_FILE", "credentials"]]) {
    Deno.env.set(variable, fileURLToPath(new URL(`aws/${file}`, import.meta.url)));
  }
}

/**
 * A group of steps that share one sandbox: each step begins with a fresh account, seeded as the group says or as the step
 * itself says.
 *
 * ```ts
 * Deno.test("budgets", sharedSandbox({ seed: fixtureF }, async (step) => {
 *   await step("a budget is created", async (sandbox) => { … });
 * }));
 * ```
 */
export function sharedSandbox(
  options: WorldOptions,
  body: (step: SandboxStep) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  return (test) =>
    withSandbox(options, async (sandbox) => {
      let used = false;
      await body((name, run, seed) =>
        test.step(name, async () => {
          if (used || seed !== undefined) await sandbox.reset(seed);
          used = true;
          await run(sandbox);
        })
      );
    });
}

export type SandboxStep = (
  name: string,
  run: (sandbox: Sandbox) => Promise<void>,
  seed?: WorldOptions["seed"],
) => Promise<boolean>;
