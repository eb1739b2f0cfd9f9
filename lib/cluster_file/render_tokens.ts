import type { Settings } from "../config/settings/resolve_settings.ts";
import type { TokenValues } from "./template_tokens.ts";

/** What a cluster is rendered from, all of it decided. */
export type RenderInput = {
  readonly region: string;
  readonly regionAz: string;
  readonly profile: string;
  /** Bare name, without a scheme. */
  readonly bucket: string;
  /** Name of the EC2 key pair. */
  readonly keyName: string;
  readonly publicSubnet: string;
  readonly privateSubnet: string;
  /** ARN of `pclusterTagsAndBudget`. */
  readonly policyArn: string;
  /** Login name on this machine. */
  readonly localUser: string;
  /** Who the caller is in AWS (`spec/create-cluster.md` 3.4). */
  readonly awsUser: string;
  readonly gitDetails: string;
  /** Who may log in to the head node, for example `0.0.0.0/0`. */
  readonly sshCidr: string;
  /** ARN of the role that sends reminders, or "". */
  readonly schedulerRole: string;
  readonly settings: Settings;
};

/** No cluster mines; the names stay for templates that people have written. */
const mining = { REGSUB_XMR_MINE: "0", REGSUB_XMR_POOL_URL: "na", REGSUB_XMR_WALLET: "na" } as const;

/**
 * The value of every token.
 *
 * @see spec/create-cluster.md 4.2, decision 3.10
 */
export function renderTokens(input: RenderInput): TokenValues {
  const { settings } = input;
  const cluster = settings.cluster_name.value;
  return {
    REGSUB_REGION: input.region,
    REGSUB_PUB_SUBNET: input.publicSubnet,
    REGSUB_PRIVATE_SUBNET: input.privateSubnet,
    REGSUB_KEYNAME: input.keyName,
    REGSUB_S3_BUCKET_INIT: `s3://${input.bucket}`,
    REGSUB_S3_BUCKET_NAME: input.bucket,
    REGSUB_S3_BUCKET_REF: `s3://${input.bucket}`,
    REGSUB_S3_IAM_POLICY: input.policyArn,
    ...mining,
    REGSUB_FSX_SIZE: settings.fsx_fs_size.value,
    REGSUB_DETAILED_MONITORING: settings.enable_detailed_monitoring.value,
    REGSUB_CLUSTER_NAME: cluster,
    REGSUB_USERNAME: `${input.localUser}-${input.awsUser}`,
    REGSUB_PROJECT: `da-${input.regionAz}-${cluster}`,
    REGSUB_DELETE_LOCAL_ROOT: settings.delete_local_root.value,
    REGSUB_SAVE_FSX: settings.auto_delete_fsx.value,
    REGSUB_ENFORCE_BUDGET: settings.enforce_budget.value,
    // The tag has always carried the profile, and cost reports rely on it.
    REGSUB_AWS_ACCOUNT_ID: `aws_profile-${input.profile}`,
    REGSUB_ALLOCATION_STRATEGY: settings.spot_instance_allocation_strategy.value,
    REGSUB_DAYLILY_GIT_DEETS: input.gitDetails,
    REGSUB_MAX_COUNT_8I: settings.max_count_8I.value,
    REGSUB_MAX_COUNT_128I: settings.max_count_128I.value,
    REGSUB_MAX_COUNT_192I: settings.max_count_192I.value,
    REGSUB_HEADNODE_INSTANCE_TYPE: settings.headnode_instance_type.value,
    REGSUB_HEARTBEAT_EMAIL: settings.heartbeat_email.value,
    REGSUB_HEARTBEAT_SCHEDULE: settings.heartbeat_schedule.value,
    REGSUB_HEARTBEAT_SCHEDULER_ROLE_ARN: input.schedulerRole,
    REGSUB_SSH_CIDR: input.sshCidr,
  };
}
