import type { BudgetFigure } from "../../aws/questions/budget_figure.ts";
import type { AccruedCost } from "../../cost/accrued_cost.ts";
import type { RecordedCluster } from "../known/list_clusters.ts";
import type { QueueJobs } from "./ask_slurm.ts";

/** Something that nobody could tell, and why. */
export type UnknownPart = { readonly what: string; readonly why: string };

/** A drift repair that this machine has recorded. */
export type LastDrift = { readonly run_id: string; readonly outcome: string; readonly age_seconds: number };

/** A cluster as `status` tells of it. Null is unknown, and then `unknown` has the reason; what there is none of is "". */
export type ClusterStatus = Omit<RecordedCluster, "deadline"> & {
  readonly account: string;
  /** A run of this machine has made it. */
  readonly ours: boolean;
  /** Of its stack, for example `CREATE_COMPLETE`; `absent` when there is none. */
  readonly state: string | null;
  /** When its creation began, ISO 8601 in UTC. */
  readonly created: string | null;
  readonly age_seconds: number | null;
  readonly deadline: string | null;
  /** `state`: for example `running`. */
  readonly head_node: { readonly instance: string; readonly type: string; readonly state: string } | null;
  readonly compute_nodes: number | null;
  readonly queues: readonly QueueJobs[] | null;
  readonly jobs: { readonly running: number; readonly pending: number } | null;
  readonly spend: AccruedCost | null;
  /** Null without `unknown`: it has no budget of its own. */
  readonly budget: BudgetFigure | null;
  readonly next_heartbeat: string | null;
  readonly last_drift: LastDrift | null;
  readonly unknown: readonly UnknownPart[];
};
