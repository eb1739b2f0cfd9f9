import { join, resolve } from "node:path";
import type { Environment } from "../host/environment.ts";
import type { Files } from "../host/files.ts";
import type { CaBundle } from "../host/net/certificates.ts";

/** `ca_bundle` of a profile, which the AWS CLI and `pcluster` read and the SDK does not; nothing when there is none. */
export async function profileCaBundle(
  { environment, files }: { readonly environment: Environment; readonly files: Files },
  profile: string,
): Promise<CaBundle | undefined> {
  const name = environment.get("AWS_CONFIG_FILE") ?? join(environment.home, ".aws", "config");
  const file = resolve(environment.folder, name.replace(/^~(?=\/)/, environment.home));
  const text = await files.readText(file).catch(() => "");
  let isOurs = false;
  let path: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(?:profile\s+)?(["']?)(.*?)\1\s*\]/.exec(line)?.[2];
    if (section !== undefined) isOurs = section === profile;
    // What is indented belongs to a setting above it.
    else if (isOurs) path = /^ca_bundle\s*=\s*(.*?)\s*(?:\s[#;].*)?$/.exec(line)?.[1] || path;
  }
  return path === undefined ? undefined : { name: `ca_bundle of profile ${profile}`, path };
}
