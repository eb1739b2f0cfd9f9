import type { AwsCredentialIdentity } from "@smithy/types";
import type { requestHandler } from "./request_handler.ts";

/** Gives the present credentials, as every client of the SDK asks for them. */
export type Credentials = (options?: Parameters<Provider>[0]) => Promise<AwsCredentialIdentity>;

type Provider = ReturnType<typeof import("@aws-sdk/credential-provider-node").defaultProvider>;

export type CredentialsOptions = {
  readonly requestHandler: ReturnType<typeof requestHandler>;
  /** Where a role is assumed when its profile names no region. */
  readonly region: string;
  readonly endpoint?: string;
};

/**
 * The credentials of a profile, resolved once for all clients of all regions and renewed some minutes before they expire: a
 * profile that assumes a role costs one AssumeRole.
 */
export function credentialsOf(profile: string, { requestHandler, region, endpoint }: CredentialsOptions): Credentials {
  let loading: Promise<Provider> | undefined;
  const load = async () => {
    const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
    const clientConfig = { requestHandler, ...(endpoint === undefined ? {} : { endpoint }) };
    return defaultProvider({ profile, clientConfig, parentClientConfig: { region } });
  };
  return async (options) => await (await (loading ??= load()))(options);
}
