import { defaultSettings, type Settings } from "./settings.ts";

/** What the front remembers of the account, beside what the emulator does. */
export type World = {
  readonly settings: Settings;
  /** The seeded caller's access key as the emulator knows it. */
  callerKey: string | undefined;
  /** Memories of single layers, each under a name of its own; forgotten when the account is made anew. */
  memory<T extends object>(name: string, make: () => T): T;
  /** The time of everything that takes time here, in milliseconds since the epoch. */
  now(): number;
  /** Lets that time jump ahead. */
  passTime(seconds: number): void;
  /** Forgets everything and goes back to the default settings. */
  forget(): void;
};

export function emptyWorld(): World {
  const settings = defaultSettings();
  let ahead = 0;
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
    now: () => Date.now() + ahead,
    passTime: (seconds) => void (ahead += seconds * 1_000),
    forget() {
      ahead = 0;
      Object.assign(settings, defaultSettings());
      memories.clear();
      this.callerKey = undefined;
    },
  };
}
