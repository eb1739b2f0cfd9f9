import type { FlagSpecs } from "../../lib/cli/flags.ts";
import { triedPcluster } from "../../lib/toolchain/versions.ts";

/** Which of the tried versions of ParallelCluster a sandbox has. */
export const pclusterFlag = {
  pcluster: {
    kind: "choice",
    brief: "version of ParallelCluster; default: the newest",
    values: triedPcluster,
  },
} as const satisfies FlagSpecs;
