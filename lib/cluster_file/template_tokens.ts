/** Names that stand in braces behind a dollar sign in a cluster template. */
export const tokenNames = [
  "REGSUB_REGION",
  "REGSUB_PUB_SUBNET",
  "REGSUB_PRIVATE_SUBNET",
  "REGSUB_KEYNAME",
  "REGSUB_S3_BUCKET_INIT",
  "REGSUB_S3_BUCKET_NAME",
  "REGSUB_S3_BUCKET_REF",
  "REGSUB_S3_IAM_POLICY",
  "REGSUB_XMR_MINE",
  "REGSUB_XMR_POOL_URL",
  "REGSUB_XMR_WALLET",
  "REGSUB_FSX_SIZE",
  "REGSUB_DETAILED_MONITORING",
  "REGSUB_CLUSTER_NAME",
  "REGSUB_USERNAME",
  "REGSUB_PROJECT",
  "REGSUB_DELETE_LOCAL_ROOT",
  "REGSUB_SAVE_FSX",
  "REGSUB_ENFORCE_BUDGET",
  "REGSUB_AWS_ACCOUNT_ID",
  "REGSUB_ALLOCATION_STRATEGY",
  "REGSUB_DAYLILY_GIT_DEETS",
  "REGSUB_MAX_COUNT_8I",
  "REGSUB_MAX_COUNT_128I",
  "REGSUB_MAX_COUNT_192I",
  "REGSUB_HEADNODE_INSTANCE_TYPE",
  "REGSUB_HEARTBEAT_EMAIL",
  "REGSUB_HEARTBEAT_SCHEDULE",
  "REGSUB_HEARTBEAT_SCHEDULER_ROLE_ARN",
  "REGSUB_SSH_CIDR",
] as const;

export type TokenName = typeof tokenNames[number];

/** A value for every token. */
export type TokenValues = Readonly<Record<TokenName, string>>;

/**
 * Matches each token that the text contains. Everything else with a dollar sign is left to the template's own readers.
 */
export const tokenPattern = /\$\{(REGSUB_[A-Z0-9_]+)\}/g;

/**
 * What a rendering would leave behind: tokens that nobody knows, and token words without their braces. Each with its
 * line, as `REGSUB_X (line 3)`, in the order of the text.
 *
 * @see spec/create-cluster.md 4.1
 */
export function strayTokens(text: string): readonly string[] {
  return text.split("\n").flatMap((line, index) => {
    const rest = line.replace(tokenPattern, (token, name) => isToken(name) ? "" : token);
    return (rest.match(/\w*REGSUB_\w*/g) ?? []).map((word) => `${word} (line ${index + 1})`);
  });
}

function isToken(name: string): boolean {
  return (tokenNames as readonly string[]).includes(name);
}
