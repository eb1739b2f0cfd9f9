import type { Identity } from "../../aws/questions/identity.ts";
import type { LeftThing } from "../region/remove_things.ts";
import type { Machine } from "../state/machines.ts";
import type { Plan } from "./plan_nodes.ts";
import type { RegionResult } from "./region_run.ts";

/** What became of one region, for the report. */
export type RegionReport = RegionResult & {
  /** Nodes that other regions had no capacity for, by region. */
  readonly movedHere: readonly string[];
  /** Nodes that went elsewhere. */
  readonly movedAway: number;
  /** Nodes that do not answer as was to be waited for. */
  readonly late: readonly string[];
};

/** What a creation, a resume or a reconciliation has come to. */
export type Created = {
  readonly identity: Identity;
  readonly deployment: string;
  readonly plan: Plan;
  readonly isDryRun: boolean;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly reports: readonly RegionReport[];
  /** The nodes of this deployment that stand now. */
  readonly machines: readonly Machine[];
  readonly requested: number;
  /** What an empty region keeps although it was to be removed. */
  readonly left: readonly LeftThing[];
  readonly rolledBack: boolean;
};
