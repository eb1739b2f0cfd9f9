import { z } from "zod";

/** A node as the state file has it. The first fourteen keys are those of the scripts before. */
export const machineSchema = z.looseObject({
  id: z.string(),
  region: z.string(),
  zone: z.string().default(""),
  status: z.string().default(""),
  detailed_status: z.string().default(""),
  elapsed_time: z.number().nullable().default(null),
  instance_id: z.string(),
  spot_request_id: z.string().nullable().default(null),
  fulfilled: z.boolean().default(true),
  public_ip: z.string().nullable().default(null),
  private_ip: z.string().nullable().default(null),
  vpc_id: z.string().nullable().default(null),
  error_type: z.string().nullable().default(null),
  timestamp: z.string().default(""),
  instance_type: z.string().nullable().default(null),
  architecture: z.string().nullable().default(null),
  image_id: z.string().nullable().default(null),
  subnet_id: z.string().nullable().default(null),
  fleet_id: z.string().nullable().default(null),
  deployment_id: z.string().nullable().default(null),
  launch_time: z.string().nullable().default(null),
  price_per_hour: z.number().nullable().default(null),
});
export type Machine = z.infer<typeof machineSchema>;

const phases = [
  "planned",
  "network",
  "launching",
  "launched",
  "finalized",
  "failed",
  "destroying",
  "destroyed",
] as const;
export type Phase = (typeof phases)[number];

/** What is being launched at the moment, so that it can be asked for once more with the same token. */
const launchSchema = z.object({
  attempt: z.number(),
  count: z.number(),
  on_demand: z.number(),
  pools: z.array(z.object({ type: z.string(), zone: z.string(), subnet: z.string() })),
});
export type LaunchRecord = z.infer<typeof launchSchema>;

const regionSchema = z.looseObject({
  slots: z.number(),
  /** Whether its nodes may move to other regions. */
  auto: z.boolean().default(false),
  phase: z.enum(phases),
  attempt: z.number().default(0),
  client_tokens: z.array(z.string()).default([]),
  created_by_run: z.array(z.string()).default([]),
  vpc_id: z.string().nullable().default(null),
  subnet_ids: z.array(z.string()).default([]),
  security_group_id: z.string().nullable().default(null),
  route_table_id: z.string().nullable().default(null),
  internet_gateway_id: z.string().nullable().default(null),
  launch_template_id: z.string().nullable().default(null),
  fleet_ids: z.array(z.string()).default([]),
  launch: launchSchema.nullable().default(null),
});
export type RegionRecord = z.infer<typeof regionSchema>;

const deploymentSchema = z.looseObject({
  created_at: z.string(),
  creator_arn: z.string(),
  account_id: z.string().default(""),
  phase: z.enum(phases),
  config_sha256: z.string(),
  /** When its nodes shut themselves down. */
  ends_at: z.string().nullable().default(null),
  regions: z.record(z.string(), regionSchema),
});
export type Deployment = z.infer<typeof deploymentSchema>;

export const machinesSchema = z.looseObject({
  schema_version: z.number().default(1),
  timestamp: z.string().default(""),
  machines: z.record(z.string(), machineSchema).default({}),
  total_count: z.number().default(0),
  regions: z.array(z.string()).default([]),
  last_operation: z.enum(["update", "delete", "nuke"]).default("update"),
  last_updated: z.string().default(""),
  deployments: z.record(z.string(), deploymentSchema).default({}),
});
/** The whole state file. What it does not know is kept. */
export type Machines = z.infer<typeof machinesSchema>;

export function noMachines(): Machines {
  return machinesSchema.parse({ schema_version: 2 });
}

export type Operation = Machines["last_operation"];
