import { type Advice, advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { Settings } from "./parse_profiles.ts";
import { type Profile, profileIn, type SharedFiles } from "./shared_files.ts";

/**
 * How a profile itself says where its credentials come from; `machine`: from a variable, the container or the instance that its role
 * names, `nothing`: it leaves that to the machine altogether.
 */
export type Kind = "keys" | "web identity" | "process" | "sso" | "login" | "machine" | "nothing";

export type Source = {
  /** Profiles whose roles are assumed one after another, the last one of them first: that is the profile itself. */
  readonly roles: readonly Profile[];
  readonly leaf: Profile;
  readonly kind: Kind;
};

/** Whether a setting says where credentials come from, or is a part of them. */
export const isAboutCredentials = (setting: string) =>
  /^(aws_access_key_id|aws_secret_access_key|aws_session_token|role_arn|source_profile|credential_source|credential_process|web_identity_token_file|login_session|mfa_serial|sso_.+)$/
    .test(setting);

/**
 * Follows `source_profile` to where the credentials of a profile come from, in the order in which the SDK does.
 *
 * @throws DayError DAY-PROFILE-001 for a profile that there is not, DAY-CRED-003 for settings that lead nowhere and for a role that
 *   wants the code of a device
 */
export function sourceOf(shared: SharedFiles, name: string): Source {
  const roles: Profile[] = [];
  let leaf = name === "default" ? defaultIn(shared) : profileIn(shared, name);
  while (!(roles.length > 0 && hasKeys(leaf.settings)) && hasSource(leaf.settings)) {
    refuseDevice(name, leaf);
    roles.push(leaf);
    const next = shared.profiles.get(leaf.settings.source_profile);
    if (next === undefined) {
      throw chainError(name, leaf, `its source_profile ${leaf.settings.source_profile} is not there`);
    }
    if (roles.some((role) => role.name === next.name) && !hasKeys(next.settings)) {
      throw chainError(
        name,
        leaf,
        `its chain of source profiles is a loop: ${[...roles, next].map((each) => each.name).join(", ")}`,
      );
    }
    leaf = next;
  }
  const kind = kindOf(leaf.settings);
  if (kind !== undefined) {
    if (kind === "machine") refuseDevice(name, leaf);
    return { roles, leaf, kind };
  }
  const settings = Object.keys(leaf.settings).filter(isAboutCredentials).join(", ");
  throw chainError(name, leaf, `its settings are not enough to get credentials (${settings})`);
}

/** The profile that nobody has to write down: without it everything is left to the machine. */
function defaultIn(shared: SharedFiles): Profile {
  const isWritten = shared.profiles.size > 0 || shared.config.trouble !== undefined ||
    shared.credentials.trouble !== undefined;
  return isWritten ? profileIn(shared, "default") : { name: "default", path: shared.config.path, settings: {} };
}

/** The error for a profile from which no credentials come; the fix names the profile at fault, which may be a source of it. */
export function chainError(name: string, { name: at, path }: Pick<Profile, "name" | "path">, why: string, options: {
  readonly fix?: string | Advice;
  readonly cause?: unknown;
} = {}): DayError {
  const through = at === name ? "" : ` (through its source ${at})`;
  return new DayError("DAY-CRED-003", `No credentials come from AWS profile ${name}${through}: ${why}`, {
    fix: `correct profile ${at} in ${path}`,
    ...options,
  });
}

function kindOf(settings: Settings): Kind | undefined {
  if (settings.credential_source !== undefined && settings.source_profile === undefined) return "machine";
  if (hasKeys(settings)) return "keys";
  if (settings.web_identity_token_file !== undefined && settings.role_arn !== undefined) return "web identity";
  if (settings.credential_process !== undefined) return "process";
  if (Object.keys(settings).some((name) => name.startsWith("sso_"))) return "sso";
  if (settings.login_session !== undefined) return "login";
  return Object.keys(settings).some(isAboutCredentials) ? undefined : "nothing";
}

function hasKeys(settings: Settings): boolean {
  return settings.aws_access_key_id !== undefined && settings.aws_secret_access_key !== undefined;
}

function hasSource({ role_arn, source_profile, credential_source }: Settings): boolean {
  return role_arn !== undefined && source_profile !== undefined && credential_source === undefined;
}

/** Who assumes such a role types a code that is good for half a minute and once; a run of hours needs new keys again and again. */
function refuseDevice(name: string, role: Profile): void {
  const { mfa_serial, role_arn, source_profile = name } = role.settings;
  if (mfa_serial === undefined) return;
  const [arn, serial, profile] = [role_arn ?? "", mfa_serial, source_profile].map(shellWord);
  const keys = `aws sts assume-role --role-arn ${arn} --role-session-name dayctl ` +
    `--serial-number ${serial} --token-code CODE --profile ${profile}`;
  throw chainError(
    name,
    role,
    `its role needs a code of the MFA device ${mfa_serial}, which this program does not ask for`,
    {
      fix: advice`get keys for an hour with: ${command(keys)}; store them in a new profile and use it with --profile`,
    },
  );
}
