import { clusterTag, tagValue } from "../../pcluster/cluster_tag.ts";
import type { Aws } from "../../session.ts";

export const networkUsersActions = ["ec2:DescribeInstances", "cloudformation:DescribeStacks"] as const;

/**
 * Who uses a network, as far as anybody else than one cluster does: machines in it, and clusters of the region that are only coming
 * up, which may be going to.
 *
 * @param except a cluster that does not count
 * @returns names for people; none when nobody does
 */
export async function networkUsers(aws: Aws, vpc: string, except?: string): Promise<readonly string[]> {
  const [machines, coming] = await Promise.all([machinesIn(aws, vpc, except), comingUp(aws, except)]);
  return [...new Set([...machines, ...coming])].sort();
}

async function machinesIn(aws: Aws, vpc: string, except?: string): Promise<readonly string[]> {
  const { paginateDescribeInstances } = await import("@aws-sdk/client-ec2");
  const users: string[] = [];
  const input = { Filters: [{ Name: "vpc-id", Values: [vpc] }] };
  for await (const page of paginateDescribeInstances({ client: await aws.ec2() }, input)) {
    for (
      const { InstanceId = "", VpcId, State, Tags = [] } of (page.Reservations ?? []).flatMap((r) => r.Instances ?? [])
    ) {
      const cluster = tagValue(Tags, clusterTag);
      const isAlive = State?.Name !== "terminated" && State?.Name !== "shutting-down";
      if (VpcId !== vpc || !isAlive || (cluster !== undefined && cluster === except)) continue;
      users.push(cluster === undefined ? `instance ${InstanceId}` : `cluster ${cluster}`);
    }
  }
  return users;
}

async function comingUp(aws: Aws, except?: string): Promise<readonly string[]> {
  const { paginateDescribeStacks } = await import("@aws-sdk/client-cloudformation");
  const users: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: await aws.cloudformation() }, {})) {
    for (const { StackStatus, Tags = [] } of Stacks) {
      const cluster = tagValue(Tags, clusterTag);
      if (cluster !== undefined && cluster !== except && StackStatus === "CREATE_IN_PROGRESS") {
        users.push(`cluster ${cluster}, which is being created`);
      }
    }
  }
  return users;
}
