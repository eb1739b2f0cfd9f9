import type { AwsDeps } from "../../lib/aws/resource.ts";
import { systemClock } from "../../lib/host/clock.ts";
import { sandboxRegion } from "../../lib/sandbox/emulator/seed.ts";
import { type Sandbox, sharedSandbox, type WorldOptions } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";

export const account = "123456789012";
export const region = sandboxRegion;

export type AwsStep = (name: string, run: (deps: AwsDeps, sandbox: Sandbox) => Promise<void>) => Promise<boolean>;

/** Steps that share one sandbox; each gets an account as fresh as `seed` says and a session of its own on it. */
export function inSandbox(
  options: WorldOptions,
  body: (step: AwsStep) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  return sharedSandbox(options, (step) =>
    body((name, run) =>
      step(name, async (sandbox) => {
        const aws = sandboxAws(sandbox);
        const { signal } = new AbortController();
        try {
          await run({ aws, clock: systemClock, signal, random: Math.random }, sandbox);
        } finally {
          aws.close();
        }
      })
    ));
}

/** The names of the operations that arrived, in order. */
export function operations(sandbox: Sandbox): string[] {
  return sandbox.requests().map(({ operation }) => operation);
}
