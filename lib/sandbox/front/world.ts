import type { Clock } from "../../host/clock.ts";
import { type SandboxTime, sandboxTime } from "./sandbox_time.ts";
import { defaultSettings, type Settings } from "./settings.ts";

/** What the front remembers of the account, beside what the emulator does. */
export type World = Omit<SandboxTime, "forgetTime"> & {
  readonly settings: Settings;
  /** The seeded caller's access key as the emulator knows it. */
  callerKey: string | undefined;
  /** Memories of single layers, each under a name of its own; forgotten when the account is made anew. */
  memory<T extends object>(name: string, make: () => T): T;
  /** Makes what is remembered at this moment come back, as often as wanted; settings and time are not part of it. */
  keep(): () => void;
  /** Forgets everything and goes back to the default settings and to the clock's own time. */
  forget(): void;
};

/** @param clock what its time follows */
export function emptyWorld(clock: Pick<Clock, "now">): World {
  const settings = defaultSettings();
  const { forgetTime, ...time } = sandboxTime(clock);
  const memories = new Map<string, object>();
  return {
    settings,
    callerKey: undefined,
    memory<T extends object>(name: string, make: () => T): T {
      const known = memories.get(name) as T | undefined;
      if (known !== undefined) return known;
      const made = make();
      memories.set(name, made);
      return made;
    },
    ...time,
    keep() {
      const kept = { memories: structuredClone(memories), callerKey: this.callerKey };
      return () => {
        memories.clear();
        for (const [name, memory] of structuredClone(kept.memories)) memories.set(name, memory);
        this.callerKey = kept.callerKey;
      };
    },
    forget() {
      forgetTime();
      Object.assign(settings, defaultSettings());
      memories.clear();
      this.callerKey = undefined;
    },
  };
}
