import { budget } from "../aws/budget.ts";
import { managedPolicy } from "../aws/managed_policy.ts";
import { networkStack } from "../aws/network_stack.ts";
import { schedule } from "../aws/schedule.ts";
import { schedulerRole } from "../aws/scheduler_role.ts";
import type { Aws } from "../aws/session.ts";
import { subscription } from "../aws/subscription.ts";
import { tagsTableLine } from "../aws/tags_table_line.ts";
import { topic } from "../aws/topic.ts";
import { type Owned, owned } from "../state/owned.ts";

/** Every kind of resource around a cluster, in the order in which a creation makes them. A new kind is one more line here. */
export const ownedResources: readonly Owned<Aws>[] = [
  owned(networkStack),
  owned(managedPolicy),
  owned(schedulerRole),
  owned(budget),
  owned(tagsTableLine),
  owned(topic),
  owned(subscription),
  owned(schedule),
];
