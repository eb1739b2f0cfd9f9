import { budget } from "../../aws/resources/budget.ts";
import { expiryRole } from "../../aws/resources/expiry_role.ts";
import { groupMembership } from "../../aws/resources/group_membership.ts";
import { iamGroup } from "../../aws/resources/iam_group.ts";
import { managedPolicy } from "../../aws/resources/managed_policy.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
import { policyAttachment } from "../../aws/resources/policy_attachment.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { schedule } from "../../aws/resources/schedule.ts";
import { schedulerRole } from "../../aws/resources/scheduler_role.ts";
import { subscription } from "../../aws/resources/subscription.ts";
import { tagsTableLine } from "../../aws/resources/tags_table_line.ts";
import { topic } from "../../aws/resources/topic.ts";
import { kindOfResource } from "../../state/walks/kind_of_resource.ts";
import type { Kind } from "../../state/walks/wanted.ts";

/** Every kind of resource around a cluster, for walks over what is remembered. A new kind is one more line here. */
export const kindsAroundCluster: readonly Kind<AwsDeps>[] = [
  kindOfResource(networkStack),
  kindOfResource(managedPolicy),
  kindOfResource(schedulerRole),
  kindOfResource(budget),
  kindOfResource(tagsTableLine),
  kindOfResource(topic),
  kindOfResource(subscription),
  kindOfResource(schedule),
];

/**
 * What gives people and deadlines their rights. An administrator makes it: a cluster's runs only meet it and compare it, and never
 * write it, so that nobody who may put a cluster right can give himself rights.
 */
export const kindsOfAccess: readonly Kind<AwsDeps>[] = [
  kindOfResource(iamGroup),
  kindOfResource(groupMembership),
  kindOfResource(policyAttachment),
  kindOfResource(expiryRole),
];
