import { delimiter, join } from "node:path";
import { denoFolder } from "../host/deno_folder.ts";
import { cacheFolder } from "../host/cache_folder.ts";
import type { Environment } from "../host/environment.ts";
import { proxiesOf } from "../host/net/proxies.ts";
import { fallback } from "../toolchain/find_program.ts";
import { sandboxProfile, sandboxRegion } from "./emulator/seed.ts";

/** Variables that would bring in another caller; empty counts as absent for every tool that reads them. */
const credentials = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_SECURITY_TOKEN",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/**
 * The complete environment of a program that runs inside the sandbox: the user's own without anything of AWS, with a private
 * home folder and the address of the sandbox. Access keys stay out of it: with both, Python tools would take the keys and the
 * JavaScript SDK the profile, two different callers.
 *
 * @param home the private home folder
 * @param bin the folder with `pcluster` and the reference check
 */
export function sandboxEnvironment(outer: Environment, home: string, endpoint: string, bin: string) {
  const kept = Object.entries(outer.all()).filter(([name]) => !name.startsWith("AWS_") && !name.startsWith("PYTHON"));
  const straight = ["127.0.0.1", "localhost", proxiesOf(outer).variables.NO_PROXY].filter(Boolean).join(",");
  return {
    ...Object.fromEntries(kept),
    // Also right for a child that inherits the user's variables under these.
    ...Object.fromEntries(credentials.filter((name) => outer.get(name)).map((name) => [name, ""])),
    ...endpointsPerService(outer, endpoint),
    AWS_CONFIG_FILE: join(home, ".aws", "config"),
    AWS_DEFAULT_REGION: sandboxRegion,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: endpoint,
    AWS_PROFILE: sandboxProfile,
    AWS_REGION: sandboxRegion,
    AWS_SHARED_CREDENTIALS_FILE: join(home, ".aws", "credentials"),
    DAYCTL_SANDBOX: endpoint,
    DAYLILY_CONFIG_DIR: join(home, ".config", "daylily"),
    DENO_DIR: denoFolder(outer),
    GIT_CONFIG_GLOBAL: join(home, ".gitconfig"),
    HOME: home,
    NO_PROXY: straight,
    // A notice of pcluster's own dependencies that says nothing to the people here.
    PYTHONWARNINGS: "ignore:pkg_resources is deprecated as an API:UserWarning",
    PATH: [bin, outer.get("PATH") ?? "/usr/bin:/bin", join(bin, fallback)].join(delimiter),
    XDG_CACHE_HOME: join(cacheFolder(outer), ".."),
    no_proxy: straight,
  } satisfies Record<string, string>;
}

function endpointsPerService(outer: Environment, endpoint: string): Record<string, string> {
  const names = Object.keys(outer.all()).filter((name) => name.startsWith("AWS_ENDPOINT_URL_"));
  return Object.fromEntries(names.map((name) => [name, endpoint]));
}
