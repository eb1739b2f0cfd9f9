import type { Layer } from "../../aws/resource.ts";
import type { Advice } from "../../host/errors/advice.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import type { Json } from "../../host/json.ts";
import type { Origin, Remembered } from "../../state/journal/facts.ts";

/** One difference between what is remembered of a cluster and what stands. Of a thing that is gone the field is `exists`. */
export type DriftItem = {
  readonly layer: Layer;
  /** Its kind, for example `budget`; of a part of a stack the type that CloudFormation has for it. */
  readonly resource: string;
  readonly id: string;
  readonly field: string;
  readonly expected: Json;
  readonly actual: Json;
  readonly status: "changed" | "missing" | "unexpected";
  /** Whether a run of ours has made it, or only met it. */
  readonly origin: Origin;
};

/** A difference, and what can be done about it. */
export type Finding = {
  readonly item: DriftItem;
  /** What a repair writes again; nothing where only a person can put it right. */
  readonly repair: Remembered | undefined;
  /** How a person puts it right. */
  readonly fix: Advice;
};

/** What could not be compared. It may be as remembered, or not. */
export type Unchecked = {
  readonly layer: Layer;
  readonly resource: string;
  readonly id: string;
  readonly why: string;
  readonly error?: DayError;
};

export type Drift = {
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  /** What is not as remembered and is no drift, for a person to know. */
  readonly notes: readonly string[];
};
