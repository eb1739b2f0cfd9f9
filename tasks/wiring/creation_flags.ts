import type { FlagSpecs } from "../../lib/cli/flags.ts";
import { viaFlag } from "./via_flag.ts";
import type { Outside } from "../../lib/host/host.ts";

/** What `create` and `preflight` are told about a cluster. */
export const creationFlags = {
  regionAz: {
    kind: "text",
    brief: "availability zone, for example us-west-2b; it includes the region",
    placeholder: "ZONE",
  },
  config: { kind: "text", brief: "configuration file; default: DAY_EX_CFG", placeholder: "FILE" },
  set: {
    kind: "texts",
    brief: "value of one configuration key; overrides the file (repeatable)",
    placeholder: "KEY=VALUE",
  },
  cluster: { kind: "text", brief: "short for --set cluster_name=NAME", placeholder: "NAME" },
  template: { kind: "text", brief: "short for --set cluster_template_yaml=FILE", placeholder: "FILE" },
  passOnWarn: { kind: "toggle", brief: "continue even if checks give warnings" },
  repoOverride: {
    kind: "texts",
    brief: "branch or tag (REF) of an analysis repository on the head node (repeatable)",
    placeholder: "KEY:REF",
  },
  tag: { kind: "texts", brief: "additional tag of the cluster (repeatable)", placeholder: "KEY=VALUE" },
  sshCidr: {
    kind: "text",
    brief: "addresses that may connect to the head node with SSH; default: 0.0.0.0/0",
    placeholder: "CIDR|none",
  },
  ...viaFlag,
  ttl: {
    kind: "text",
    brief: "delete the cluster after this time, for example 36h or 2d; default: daylily.default_ttl, else never",
    placeholder: "D",
  },
  ttlDeletesResults: {
    kind: "toggle",
    brief:
      "agree that at the deadline of --ttl AWS also deletes the file system, with all results that were not exported; needed where auto_delete_fsx is Delete",
  },
  image: {
    kind: "text",
    brief: "id of a machine image with preinstalled software, built with image build",
    placeholder: "AMI",
  },
  noShipBinary: { kind: "toggle", brief: "do not copy dayctl to the head node" },
  createTimeout: { kind: "text", brief: "minutes to wait for the cluster; default: 90", placeholder: "MIN" },
} as const satisfies FlagSpecs;

/** Refuses a repository that there is not, also where the help is asked for behind it. */
export async function checkOverrides(
  { repoOverride }: { readonly repoOverride: readonly string[] },
  outside: Pick<Outside, "files" | "environment">,
): Promise<void> {
  const { readOverrides } = await import("../../lib/cluster/create/read_request.ts");
  await readOverrides(outside, repoOverride);
}
