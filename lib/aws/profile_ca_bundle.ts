import type { CaBundle } from "../host/net/certificates.ts";
import { sharedFiles, type Surroundings } from "./profiles/shared_files.ts";

/**
 * `ca_bundle` of a profile, which the AWS CLI and `pcluster` read and the SDK does not; nothing when there is none. Files that cannot be
 * read have none either: whoever asks for the profile itself is told.
 */
export async function profileCaBundle(surroundings: Surroundings, profile: string): Promise<CaBundle | undefined> {
  const shared = await sharedFiles(surroundings).catch(() => undefined);
  const name = profile || "default";
  const path = shared?.profiles.get(name)?.settings.ca_bundle;
  return path === undefined ? undefined : { name: `ca_bundle of profile ${name}`, path };
}
