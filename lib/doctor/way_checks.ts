import { profileCaBundle } from "../aws/profile_ca_bundle.ts";
import type { Environment } from "../host/environment.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Files } from "../host/files.ts";
import { certificatesOf } from "../host/net/certificates.ts";
import { proxiesOf } from "../host/net/proxies.ts";
import type { Check } from "../preflight/check.ts";
import { fail, pass, warn } from "../preflight/verdict.ts";

type Deps = { readonly files: Files; readonly environment: Environment };

const endpoint = "AWS_ENDPOINT_URL";

/** What the user's environment says of the ways to AWS: another address, proxies, certificates. Nothing is sent. */
export async function wayChecks(deps: Deps, profile: string | undefined): Promise<readonly Check[]> {
  return [addressCheck(deps), proxyCheck(deps), await certificatesCheck(deps, profile)];
}

function addressCheck({ environment }: Deps): Check {
  const id = "net.endpoint";
  const value = environment.get(endpoint);
  if (value === undefined) return pass(id, { endpoint: null });
  if (["http:", "https:"].includes(URL.parse(value)?.protocol ?? "")) return pass(id, { endpoint: value });
  const note = `${endpoint} is ${JSON.stringify(value)}, which is no http or https address`;
  return fail(id, { endpoint: value, note }, `unset ${endpoint}, or correct it, for example http://127.0.0.1:4566`);
}

function proxyCheck({ environment }: Deps): Check {
  const id = "net.proxy";
  const address = URL.parse(environment.get(endpoint) ?? "") ?? new URL("https://sts.amazonaws.com");
  try {
    const proxy = proxiesOf(environment).on(address);
    // A proxy's address may hold a password.
    return pass(id, { proxy: proxy === undefined ? null : new URL(proxy).host });
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    return fail(id, { note: error.message }, error.advice);
  }
}

async function certificatesCheck(deps: Deps, profile: string | undefined): Promise<Check> {
  const id = "net.certificates";
  const profileBundle = () => profile === undefined ? Promise.resolve(undefined) : profileCaBundle(deps, profile);
  const certificates = certificatesOf({ ...deps, profileBundle });
  try {
    const authorities = await certificates.authorities();
    const unread = await certificates.unread();
    if (unread.length === 0) return pass(id, { own_authorities: authorities !== undefined });
    return warn(id, { note: unread.join("; ") }, "correct the variable that names the file, or unset it");
  } catch (error) {
    if (!(error instanceof DayError)) throw error;
    return fail(id, { note: error.message }, error.advice);
  }
}
