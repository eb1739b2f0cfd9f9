import type { Json } from "../../lib/host/json.ts";
import type { Sandbox } from "./sandbox.ts";

/**
 * Removes the logs of clusters. A deleted cluster leaves them under a name that holds the minute of its creation, and nobody
 * makes the next one of that name within the same minute but a test.
 */
export async function forgetLogs({ calls }: Pick<Sandbox, "calls">): Promise<void> {
  const logs = (operation: string, body: Json) => calls.json("logs", `Logs_20140328.${operation}`, body);
  const found = await logs("DescribeLogGroups", { logGroupNamePrefix: "/aws/parallelcluster/" });
  for (const { logGroupName } of (found as { readonly logGroups: readonly { logGroupName: string }[] }).logGroups) {
    await logs("DeleteLogGroup", { logGroupName });
  }
}
