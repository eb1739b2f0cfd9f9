import { type Aws, awsSession } from "../../lib/aws/session.ts";
import { sandboxProfile, sandboxRegion } from "../../lib/sandbox/seed.ts";
import { type Sandbox, sharedSandbox, type WorldOptions } from "../support/sandbox.ts";

export const account = "123456789012";
export const region = sandboxRegion;

export type AwsStep = (name: string, run: (aws: Aws, sandbox: Sandbox) => Promise<void>) => Promise<boolean>;

/** Steps that share one sandbox; each gets an account as fresh as `seed` says and a session of its own on it. */
export function inSandbox(
  options: WorldOptions,
  body: (step: AwsStep) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  return sharedSandbox(options, (step) =>
    body((name, run) =>
      step(name, async (sandbox) => {
        const aws = sessionOn(sandbox);
        sandbox.clearRequests();
        try {
          await run(aws, sandbox);
        } finally {
          aws.close();
        }
      })
    ));
}

/** A session as a program inside the sandbox would have it. */
function sessionOn({ endpoint, environment }: Sandbox): Aws {
  for (const name of ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] as const) {
    Deno.env.set(name, environment[name]);
  }
  return awsSession({ profile: sandboxProfile, region, endpoint, emit: () => {} });
}

/** The names of the operations that arrived, in order. */
export function operations(sandbox: Sandbox): string[] {
  return sandbox.requests().map(({ operation }) => operation);
}
