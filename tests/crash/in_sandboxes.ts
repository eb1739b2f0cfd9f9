import { type Sandbox, withSandbox, type WorldOptions } from "../support/sandbox.ts";

export type InSandboxes = {
  /** Sandboxes side by side: many would only wait for the processors. */
  readonly width: number;
  /** What stands in each of them at first. */
  readonly world?: WorldOptions;
};

/** Does something with each of these in one of a few sandboxes, whose account is as the one before has left it. */
export async function inSandboxes<T>(
  items: readonly T[],
  { width, world = {} }: InSandboxes,
  work: (sandbox: Sandbox, item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const one = () =>
    withSandbox(world, async (sandbox) => {
      for (const item of waiting) await work(sandbox, item);
    });
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, one));
}
