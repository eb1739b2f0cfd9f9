import type { SpotConfig } from "../config/spot_config.ts";

/** What `create` was asked for. */
export type CreateRequest = {
  readonly config: SpotConfig;
  readonly statePath: string;
  readonly dryRun: boolean;
  readonly add: boolean;
  /** The deployment to go on with; "" is the last one that has not ended. */
  readonly resume: string | undefined;
  readonly wait: "none" | "ip" | "ssh" | "bacalhau";
  readonly minInstances: number | undefined;
  readonly onFailure: "keep" | "rollback";
  readonly onInterrupt: "keep" | "destroy";
  readonly maxPrice: number | undefined;
  readonly maxHourlyCost: number | undefined;
  readonly launchApi: SpotConfig["launchApi"];
  readonly spill: boolean;
  readonly concurrency: number;
  /** Addresses that reach the nodes, instead of those of the configuration; `openPorts`: everybody does. */
  readonly allowCidrs: readonly string[];
  readonly openPorts: boolean;
  /** Milliseconds that nodes live. */
  readonly ttl: number | undefined;
  readonly yes: boolean;
};
