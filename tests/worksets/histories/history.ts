/** What disturbs a history. Times in seconds since its beginning. */
export type Disturbance =
  /** kill -9; the process is started again later, as another owner. */
  | { readonly what: "kill"; readonly at: number; readonly who: number; readonly down: number }
  /** SIGTERM: it releases what it holds; started again later. */
  | { readonly what: "stop"; readonly at: number; readonly who: number; readonly down: number }
  | { readonly what: "freeze"; readonly at: number; readonly who: number; readonly seconds: number }
  /** Requests or answers get lost, about every second one. */
  | {
    readonly what: "lose";
    readonly at: number;
    readonly who: number;
    readonly seconds: number;
    readonly which: "requests" | "answers";
  }
  /** Requests take up to this long until they have their effect. */
  | {
    readonly what: "slow";
    readonly at: number;
    readonly who: number;
    readonly seconds: number;
    readonly delay: number;
  }
  /** Somebody sets the wall clock. */
  | { readonly what: "clock"; readonly at: number; readonly who: number; readonly by: number }
  | {
    readonly what: "remove lock" | "remove verdict" | "ignore" | "unignore";
    readonly at: number;
    readonly workset: number;
  };

/** All that decides how a history goes. */
export type History = {
  /** For latencies and jitter. */
  readonly seed: number;
  readonly monitors: readonly {
    /** How fast its clock goes. */
    readonly rate: number;
    /** Seconds it begins later. */
    readonly offset: number;
  }[];
  readonly worksets: readonly { readonly fails: boolean; readonly runs: number }[];
  readonly disturbances: readonly Disturbance[];
};
