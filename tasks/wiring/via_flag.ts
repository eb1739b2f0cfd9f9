import type { FlagSpecs } from "../../lib/cli/flags.ts";
import { vias } from "../../lib/host/net/via.ts";

/** How the head node is reached. */
export const viaFlag = {
  via: {
    kind: "choice",
    brief: "how to connect to the head node; ssm (AWS Systems Manager) needs no open port",
    values: vias,
  },
} as const satisfies FlagSpecs;
