import type { Clock } from "../../host/clock.ts";

/** The time of everything that takes time in a sandbox: stacks, exports. It follows a clock, can jump ahead and can stand still. */
export type SandboxTime = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets it stand still until it is released; only `passTime` moves it then. What takes no time at all still ends. */
  holdTime(): void;
  /** Lets it go on from where it stands, without a jump. */
  releaseTime(): void;
  /** Lets it jump ahead, whether it is held or not. */
  passTime(seconds: number): void;
  /** Back to the clock's own time. */
  forgetTime(): void;
};

export function sandboxTime(clock: Pick<Clock, "now">): SandboxTime {
  let ahead = 0;
  let heldAt: number | undefined;
  const running = () => clock.now().getTime() + ahead;
  return {
    now: () => heldAt ?? running(),
    holdTime: () => void (heldAt ??= running()),
    releaseTime() {
      if (heldAt !== undefined) ahead += heldAt - running();
      heldAt = undefined;
    },
    passTime(seconds) {
      if (heldAt === undefined) ahead += seconds * 1_000;
      else heldAt += seconds * 1_000;
    },
    forgetTime() {
      ahead = 0;
      heldAt = undefined;
    },
  };
}
