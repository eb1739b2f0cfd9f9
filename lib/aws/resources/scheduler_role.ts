import { schedulerRoleName } from "../../names/scheduler_role_name.ts";
import { schedulerTrust, serviceRole, type ServiceRoleOut, type ServiceRoleSpec } from "./service_role.ts";

export type SchedulerRoleOut = ServiceRoleOut;

/** The same for every role name. */
export const inlinePolicyName = "eventbridge-scheduler-to-sns-inline";

/** The role with which EventBridge Scheduler publishes heartbeats, one per account. */
export const schedulerRole = serviceRole({
  kind: "scheduler-role",
  policyName: inlinePolicyName,
  description: "Lets EventBridge Scheduler publish the heartbeats of Daylily clusters",
  purpose: "SchedulerToSNS",
});

export function schedulerRoleArn({ account, name }: Pick<ServiceRoleSpec, "account" | "name">): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

/**
 * What the role looks like: usable by the scheduler on behalf of this account only, allowed to publish to the
 * heartbeat topics of every region.
 */
export function schedulerRoleSpec(account: string, name: string = schedulerRoleName): ServiceRoleSpec {
  return {
    account,
    name,
    trust: schedulerTrust(account),
    policy: {
      Version: "2012-10-17",
      Statement: [{
        Sid: "AllowPublishToDaylilyHeartbeatTopics",
        Effect: "Allow",
        Action: ["sns:Publish"],
        Resource: `arn:aws:sns:*:${account}:daylily-*-heartbeat`,
      }],
    },
  };
}
