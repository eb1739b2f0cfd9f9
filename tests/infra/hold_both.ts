import type { Sandbox } from "../support/sandbox.ts";

/**
 * Two who make the same stack at once: neither hears that it is absent before both have looked, and neither hears what became of
 * their request before both have asked.
 */
export function holdBoth({ faults }: Pick<Sandbox, "faults">, stack: string): void {
  for (const operation of ["DescribeStacks", "CreateStack"]) {
    const both = Promise.withResolvers<void>();
    let count = 0;
    faults.add({
      operation,
      kind: "latency",
      milliseconds: 0,
      times: "all",
      onHit: async ({ parameters }) => {
        if (parameters.StackName !== stack) return;
        if (++count === 2) both.resolve();
        await both.promise;
      },
    });
  }
}
