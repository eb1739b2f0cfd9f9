/** One configured key: what to do, what to offer, what to use. All three are text. */
export type Triplet = {
  readonly action: string;
  readonly default: string;
  readonly value: string;
  /** The value stands alone in the file, without an action. */
  readonly bare?: true;
};

/** Everything a value can come from, before any question is asked. */
export type ConfigSource = {
  /** The absolute path of the configuration file. */
  readonly path: string;
  /** The file's keys in code-point order, then the required keys it lacked (2.5). */
  readonly triplets: ReadonlyMap<string, Triplet>;
  readonly templateDefaults: ReadonlyMap<string, string>;
  /** `--set KEY=VALUE` and the flags that stand for it; they beat the file. */
  readonly overrides: ReadonlyMap<string, string>;
  /** False while `DAY_DISABLE_AUTO_SELECT` is set to anything but an empty text. */
  readonly autoSelect: boolean;
};

/**
 * Where a value came from, highest precedence first. `candidate`: the only one that AWS offered; `answer`: a person's.
 */
export type Origin = "flag" | "file" | "environment" | "default" | "candidate" | "answer";

export type Sourced = { readonly value: string; readonly origin: Origin };
