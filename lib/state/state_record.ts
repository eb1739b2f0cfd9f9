import type { Remembered, RunStatus, Warning } from "./facts.ts";

/** What is known of a cluster after a run: `state_<cluster>_<ts>.json` (spec/create-cluster.md 3.15, decision 3.44). */
export type StateRecord = {
  readonly account_id: string;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly aws_profile: string;
  readonly bucket: string;
  readonly budgets: { readonly global: string; readonly cluster: string; readonly enforce: string };
  readonly caller_arn: string;
  readonly cfn_stack_created: boolean;
  readonly cfn_stack_name: string;
  readonly cluster_name: string;
  readonly headnode_ip: string;
  readonly heartbeat: {
    readonly email: string;
    readonly schedule: string;
    readonly role_arn: string;
    readonly topic_arn: string;
    readonly schedule_name: string;
  };
  readonly keypair: string;
  readonly pem_path: string;
  readonly policy_arn: string;
  readonly post_create_warnings: readonly Warning[];
  readonly private_subnet_id: string;
  readonly public_subnet_id: string;
  readonly region: string;
  readonly region_az: string;
  readonly resources: readonly Remembered[];
  readonly run_id: string;
  readonly status: RunStatus;
  readonly warnings: readonly Warning[];
};
