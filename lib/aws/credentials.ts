import { command } from "../host/errors/advice.ts";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { Environment } from "../host/environment.ts";
import { DayError } from "../host/errors/day_error.ts";
import { reasonOf } from "../host/errors/reason_of.ts";
import { shellWord } from "../text/shell_word.ts";
import { isAwsError, isUnreachable } from "./aws_error.ts";
import type { requestHandler } from "./request_handler.ts";
import { processCredentials, type ProcessDeps } from "./profiles/process_credentials.ts";
import type { Settings } from "./profiles/parse_profiles.ts";
import { filesRead, type Profile, type SharedFiles, sharedFiles, type Surroundings } from "./profiles/shared_files.ts";
import { chainError, type Source, sourceOf } from "./profiles/source_of.ts";

/** Gives the present credentials, as every client of the SDK asks for them. */
export type Credentials = {
  (options?: { readonly forceRefresh?: boolean }): Promise<AwsCredentialIdentity>;
  /** Tells the SDK not to keep them by itself. */
  readonly memoized: true;
  /** A service says that their time is over: they are looked up again, also where nothing said when they expire. */
  forget(): void;
};

export type CredentialsDeps = Surroundings & ProcessDeps & {
  readonly requestHandler: ReturnType<typeof requestHandler>;
  /** Where a role is assumed when its profile names no region. */
  readonly region: string;
  /** `AWS_ENDPOINT_URL`: one address for all services. */
  readonly endpoint?: string;
};

/**
 * The credentials of a profile, resolved once for all clients of all regions and for all children, and renewed some minutes before they
 * expire: a profile that assumes a role costs one AssumeRole.
 *
 * A profile that says where its credentials come from never gets those of somebody else: where the SDK would go on to the variables of
 * a role, the container and the instance, this ends with the error.
 *
 * Where nobody has named a profile (""), exported keys come first, then the profile `default`.
 *
 * @throws DayError (whoever asks) DAY-CRED-003 for what fails before AWS has said anything; what AWS says itself is thrown as it is
 */
export function credentialsOf(named: string, deps: CredentialsDeps): Credentials {
  const exported = named === "" ? exportedKeys(deps.environment) : undefined;
  const profile = named || "default";
  return kept(async () => {
    if (exported !== undefined) return exported;
    const shared = await sharedFiles(deps);
    const source = sourceOf(shared, profile);
    try {
      const own = await leafCredentials(deps, profile, shared, source);
      return await throughRoles(deps, source, own).catch(async (error) => {
        if (!isAwsError(error, "InvalidClientTokenId")) throw error;
        // Also the answer of a region that is not switched on; a role that is assumed in this one is good in all.
        return await throughRoles(deps, source, own, "us-east-1").catch(() => Promise.reject(error));
      });
    } catch (error) {
      throw explained(profile, shared, source, error);
    }
  });
}

/** The access keys in the variables that every AWS program reads. */
export function exportedKeys({ get }: Pick<Environment, "get">): AwsCredentialIdentity | undefined {
  const [accessKeyId, secretAccessKey] = [get("AWS_ACCESS_KEY_ID"), get("AWS_SECRET_ACCESS_KEY")];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const sessionToken = get("AWS_SESSION_TOKEN");
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

/** Told so, because what the SDK reads of such a profile by itself is not always from the file that it is given. */
function signedIn(settings: Settings) {
  return {
    ssoSession: settings.sso_session,
    ssoStartUrl: settings.sso_start_url,
    ssoAccountId: settings.sso_account_id,
    ssoRegion: settings.sso_region,
    ssoRoleName: settings.sso_role_name,
  };
}

/** How long before their end credentials are renewed, in milliseconds. */
const reserve = 5 * 60_000;

/** One look for all who ask, again when it is time. A look that fails is borne as long as the credentials at hand are good. */
function kept(look: () => Promise<AwsCredentialIdentity>): Credentials {
  let present: AwsCredentialIdentity | undefined;
  let looking: Promise<AwsCredentialIdentity> | undefined;
  const left = () => (present?.expiration?.getTime() ?? Infinity) - Date.now();
  const renewed = async () => {
    try {
      return present = await look();
    } catch (error) {
      if (present !== undefined && left() > 0) return present;
      throw error;
    } finally {
      looking = undefined;
    }
  };
  const give = async ({ forceRefresh = false } = {}) =>
    present !== undefined && !forceRefresh && left() > reserve ? present : await (looking ??= renewed());
  return Object.assign(give, { memoized: true as const, forget: () => void (present = undefined) });
}

async function leafCredentials(
  deps: CredentialsDeps,
  profile: string,
  shared: SharedFiles,
  { leaf, kind }: Source,
): Promise<AwsCredentialIdentity> {
  if (kind === "process") return await processCredentials(deps, profile, leaf);
  if (kind !== "keys") return await fromSdk(deps, shared, leaf, kind);
  const { settings } = leaf;
  return {
    accessKeyId: settings.aws_access_key_id,
    secretAccessKey: settings.aws_secret_access_key,
    ...(settings.aws_session_token === undefined ? {} : { sessionToken: settings.aws_session_token }),
    ...(settings.aws_account_id === undefined ? {} : { accountId: settings.aws_account_id }),
  };
}

/** @param elsewhere where roles are assumed, when it is not where their profiles say */
async function throughRoles(
  { requestHandler, region, endpoint }: CredentialsDeps,
  { roles }: Source,
  own: AwsCredentialIdentity,
  elsewhere?: string,
): Promise<AwsCredentialIdentity> {
  if (roles.length === 0) return own;
  const { getDefaultRoleAssumer } = await import("@aws-sdk/client-sts");
  let identity = own;
  for (const { settings } of roles.toReversed()) {
    const where = elsewhere ?? settings.region ?? region;
    const place = { region: where, ...(endpoint === undefined ? {} : { endpoint }) };
    identity = await getDefaultRoleAssumer({ requestHandler, ...place })(identity, {
      RoleArn: settings.role_arn,
      RoleSessionName: settings.role_session_name ?? `aws-sdk-js-${Date.now()}`,
      ExternalId: settings.external_id,
      DurationSeconds: Number.parseInt(settings.duration_seconds ?? "3600", 10),
    });
  }
  return identity;
}

async function fromSdk(
  { requestHandler, region, endpoint }: CredentialsDeps,
  { config, credentials, sessions }: SharedFiles,
  { name: profile, settings }: Profile,
  kind: Source["kind"],
): Promise<AwsCredentialIdentity> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  const provider = defaultProvider({
    profile,
    configFilepath: config.path,
    filepath: credentials.path,
    ignoreCache: true,
    clientConfig: { requestHandler, ...(endpoint === undefined ? {} : { endpoint }) },
    parentClientConfig: { region, requestHandler },
    ...(kind === "sso" ? signedIn({ ...settings, ...sessions.get(settings.sso_session) }) : {}),
    logger: kind === "nothing" ? silent : stopBehindProfile(),
  });
  return await provider();
}

/** Exported keys beside the profile are no reason for a warning: the profile is what everybody gets. */
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The SDK tells its logger what it tries next, and there alone it can be kept from going on behind the profile that failed, to the
 * credentials of whatever else is at hand; it also forgets there why the profile failed.
 */
function stopBehindProfile() {
  let why = "the SDK gives no reason";
  const debug = (text: unknown) => {
    const line = String(text);
    const [, reason] = /^@smithy\/property-provider (?:->|\(!\)) (.*)$/s.exec(line) ?? [];
    if (reason !== undefined) why = reason;
    if (line.endsWith("defaultProvider::fromProcess")) throw new Error(why);
  };
  return { ...silent, debug };
}

/** What AWS said, and that it said nothing, whoever asked will tell; everything else is the profile's own matter. */
function explained(profile: string, shared: SharedFiles, { leaf, kind }: Source, error: unknown): unknown {
  if (error instanceof DayError || isAnswer(error)) return error;
  if (kind === "nothing") {
    const why = `it has none in ${filesRead(shared)}, and this machine has no instance or container role`;
    return chainError(profile, leaf, why, {
      cause: error,
      fix: `add credentials to profile ${leaf.name} in ${leaf.path}, for example with aws configure`,
    });
  }
  if (isUnreachable(error)) return error;
  const why = reasonOf(error);
  const login = { sso: "aws sso login", login: "aws login" }[String(kind)];
  if (login === undefined) return chainError(profile, leaf, why, { cause: error });
  return chainError(profile, leaf, why, { cause: error, fix: command(`${login} --profile ${shellWord(leaf.name)}`) });
}

function isAnswer(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode !== undefined;
}
