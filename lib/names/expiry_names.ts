import { longestScheduleName } from "./heartbeat_names.ts";
import { advice, command } from "../host/errors/advice.ts";
/** The role with which EventBridge Scheduler deletes clusters whose time is over, one per account. */
export const expiryRoleName = "daylily-cluster-expiry";

/** What to do where it is missing. */
export const makeExpiryRole = advice`ask an administrator to create it, once per account, with: ${
  command("deno task infra expiry-role")
}`;

/** The schedules of a cluster's deadline: its deletion, the mail before it and the mail after it. */
export type ExpiryNames = { readonly expiry: string; readonly warning: string; readonly check: string };

/** What they are called; they live in the group `default`. */
export function expiryNames(cluster: string): ExpiryNames {
  const expiry = `daylily-${cluster}-expiry`;
  return { expiry, warning: `${expiry}-warning`, check: `${expiry}-check` };
}

/** Why a cluster can have no deadline: cut off, its names would be those of another cluster. */
export function expiryNameComplaint(cluster: string): string | undefined {
  const most = longestScheduleName - expiryNames("").warning.length;
  if (cluster.length <= most) return undefined;
  return `a deadline needs a cluster whose name has at most ${most} characters`;
}
