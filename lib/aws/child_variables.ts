import { join } from "node:path";
import type { AwsCredentialIdentity } from "@smithy/types";
import { cacheFolder } from "../host/cache_folder.ts";
import { profileIn, sharedFiles, type Surroundings } from "./profiles/shared_files.ts";
import { isAboutCredentials } from "./profiles/source_of.ts";

/** Variables of a child that differ from our own; `undefined`: it does not get that one. */
export type ChildVariables = Readonly<Record<string, string | undefined>>;

/** What some of AWS's tools rank above `AWS_PROFILE`, each in a way of its own. */
export const outrankingVariables = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_DEFAULT_PROFILE",
  "AWS_ROLE_ARN",
  "AWS_ROLE_SESSION_NAME",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
] as const;

/** What says more about those keys, or where to get others. */
const attendant = [
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_CREDENTIAL_SCOPE",
  "AWS_ACCOUNT_ID",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN",
  "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
] as const;

/**
 * Everything that a child reads to decide on account and region, so that it is the same caller as we are, whatever is exported: the
 * keys themselves, which Python's tools rank above each profile, and the profile they come from, for its other settings.
 *
 * Only ever in a child's environment, never in its arguments: those are written down.
 */
export async function childVariables(
  surroundings: Surroundings,
  { profile, region }: { readonly profile: string; readonly region: string },
  { accessKeyId, secretAccessKey, sessionToken, credentialScope, accountId }: AwsCredentialIdentity,
): Promise<ChildVariables> {
  return {
    ...Object.fromEntries([...outrankingVariables, ...attendant].map((name) => [name, undefined])),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_CREDENTIAL_SCOPE: credentialScope,
    AWS_ACCOUNT_ID: accountId,
    AWS_PROFILE: profile,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    ...await filesForChild(surroundings, profile),
  };
}

/**
 * The files that we have read ourselves, by their full paths. Where Python's tools would stumble on one they get one of ours, with what
 * the profile says beside its credentials.
 */
async function filesForChild(surroundings: Surroundings, profile: string): Promise<ChildVariables> {
  const shared = await sharedFiles(surroundings);
  const { config, credentials } = shared;
  if (!config.stopsPython && !credentials.stopsPython) {
    return { AWS_CONFIG_FILE: config.path, AWS_SHARED_CREDENTIALS_FILE: credentials.path };
  }
  const { files, environment } = surroundings;
  const folder = join(cacheFolder(environment), "aws");
  const path = join(folder, `${encodeURIComponent(profile)}.config`);
  const settings = Object.entries(profileIn(shared, profile).settings)
    .filter(([name]) => !isAboutCredentials(name) && !name.includes("."));
  const heading = profile === "default" ? "[default]" : `[profile ${profile}]`;
  await files.ensureFolder(folder);
  await files.replace(path, [heading, ...settings.map(([name, value]) => `${name} = ${value}`), ""].join("\n"));
  return { AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") };
}
