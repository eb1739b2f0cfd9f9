import type { Lister } from "../scene/lister.ts";
import { bucketObjects } from "./bucket_objects.ts";
import { budgets } from "./budgets.ts";
import { elasticAddresses } from "./elastic_addresses.ts";
import { fileSystems } from "./file_systems.ts";
import { instances } from "./instances.ts";
import { logGroups } from "./log_groups.ts";
import { natGateways } from "./nat_gateways.ts";
import { networkInterfaces } from "./network_interfaces.ts";
import { policies } from "./policies.ts";
import { roles } from "./roles.ts";
import { schedules } from "./schedules.ts";
import { securityGroups } from "./security_groups.ts";
import { snapshots } from "./snapshots.ts";
import { stacks } from "./stacks.ts";
import { topics } from "./topics.ts";
import { volumes } from "./volumes.ts";

/** A new kind of thing is one more line here, in the order in which things are removed. */
export const allListers: readonly Lister[] = [
  stacks,
  instances,
  fileSystems,
  natGateways,
  networkInterfaces,
  securityGroups,
  volumes,
  snapshots,
  elasticAddresses,
  logGroups,
  bucketObjects,
  schedules,
  topics,
  roles,
  policies,
  budgets,
];
