import type { Aws } from "../../aws/session.ts";
import { clusterLogs, clusterOfLogGroup } from "../../names/cluster_of_log_group.ts";
import { DayError } from "../../host/errors/day_error.ts";

export const logGroupActions = ["logs:DescribeLogGroups"] as const;

/**
 * The newest log group of a cluster, also of one that is gone.
 *
 * @throws DayError DAY-LOG-001 when there is none
 */
export async function logGroup(aws: Aws, cluster: string): Promise<string> {
  const { paginateDescribeLogGroups } = await import("@aws-sdk/client-cloudwatch-logs");
  const logGroupNamePrefix = `${clusterLogs}${cluster}-`;
  const names: string[] = [];
  for await (
    const { logGroups = [] } of paginateDescribeLogGroups({ client: await aws.logs() }, { logGroupNamePrefix })
  ) {
    for (const { logGroupName = "" } of logGroups) {
      if (clusterOfLogGroup(logGroupName) === cluster) names.push(logGroupName);
    }
  }
  const newest = names.sort().at(-1);
  if (newest !== undefined) return newest;
  throw new DayError("DAY-LOG-001", `there are no logs of a cluster ${cluster} in ${aws.region}`);
}
