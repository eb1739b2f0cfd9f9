import { isSettledKey, type SettledKey } from "../config/keys/settled_keys.ts";
import { type KeyToken, type TokenKey, tokenKeys, tokenOf } from "../config/keys/token_keys.ts";
import type { Settings } from "../config/settings/resolve_settings.ts";
import { tagValue } from "../names/tag_rules.ts";
import type { OtherToken, TokenValues } from "./template_tokens.ts";

/** What a cluster is rendered from, all of it decided. */
export type RenderInput = {
  readonly region: string;
  readonly regionAz: string;
  readonly profile: string;
  /** Login name on this machine. */
  readonly localUser: string;
  /** Who the caller is in AWS. */
  readonly awsUser: string;
  readonly gitDetails: string;
  /** Who may log in to the head node, for example `0.0.0.0/0`. */
  readonly sshCidr: string;
  readonly settings: Settings;
  readonly chosen: ChosenValues;
};

/**
 * The values of the keys that only AWS could settle: names, ids and ARNs, the bucket without a scheme. Without heartbeats
 * the role that sends them is "".
 */
export type ChosenValues = Readonly<Record<Exclude<TokenKey, SettledKey>, string>>;

/** No cluster mines; the names stay for templates that people have written. */
const mining = { REGSUB_XMR_MINE: "0", REGSUB_XMR_POOL_URL: "na", REGSUB_XMR_WALLET: "na" } as const;

/** The value of every token. */
export function renderTokens(input: RenderInput): TokenValues {
  return { ...otherValues(input), ...keyValues(input) };
}

function keyValues({ settings, chosen }: RenderInput): Readonly<Record<KeyToken, string>> {
  const values = tokenKeys.map((key) => [tokenOf(key), isSettledKey(key) ? settings[key].value : chosen[key]] as const);
  return Object.fromEntries(values) as Record<KeyToken, string>;
}

function otherValues(input: RenderInput): Readonly<Record<OtherToken, string>> {
  const bucket = `s3://${input.chosen.s3_bucket_name}`;
  return {
    REGSUB_REGION: input.region,
    REGSUB_S3_BUCKET_INIT: bucket,
    REGSUB_S3_BUCKET_REF: bucket,
    ...mining,
    // Labels, so that whatever a login or a profile is called fits into a tag.
    REGSUB_USERNAME: tagValue(`${input.localUser}-${input.awsUser}`),
    REGSUB_PROJECT: `da-${input.regionAz}-${input.settings.cluster_name.value}`,
    // The tag has always carried the profile, and cost reports rely on it.
    REGSUB_AWS_ACCOUNT_ID: tagValue(`aws_profile-${input.profile}`),
    REGSUB_DAYLILY_GIT_DEETS: tagValue(input.gitDetails),
    REGSUB_SSH_CIDR: input.sshCidr,
  };
}
