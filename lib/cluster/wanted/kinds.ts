import { budget } from "../../aws/resources/budget.ts";
import { managedPolicy } from "../../aws/resources/managed_policy.ts";
import { networkStack } from "../../aws/resources/network_stack.ts";
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
