import { budget } from "../../aws/budget.ts";
import { managedPolicy } from "../../aws/managed_policy.ts";
import { networkStack } from "../../aws/network_stack.ts";
import type { AwsDeps } from "../../aws/resource.ts";
import { schedule } from "../../aws/schedule.ts";
import { schedulerRole } from "../../aws/scheduler_role.ts";
import { subscription } from "../../aws/subscription.ts";
import { tagsTableLine } from "../../aws/tags_table_line.ts";
import { topic } from "../../aws/topic.ts";
import { kindOfResource } from "../../state/kind_of_resource.ts";
import type { Kind } from "../../state/wanted.ts";

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
