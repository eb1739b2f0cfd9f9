import { DayError } from "../host/errors/day_error.ts";
import type { Emit } from "../host/events/events.ts";
import {
  filesRead,
  knownProfiles,
  missingFix,
  profileIn,
  sharedFiles,
  type Surroundings,
} from "../aws/profiles/shared_files.ts";
import { exportedKeys } from "../aws/credentials.ts";

/**
 * The profile of this run: the flag, else `AWS_PROFILE`. It has to be one of the known ones.
 *
 * @throws DayError DAY-PROFILE-001, which lists the known profiles and the files that were read
 */
export async function requireProfile(
  deps: Surroundings & { readonly emit: Emit },
  flag: string | undefined,
): Promise<string> {
  const wanted = flag || deps.environment.get("AWS_PROFILE");
  const shared = await sharedFiles(deps);
  if (wanted === undefined) {
    const message = `No AWS profile was named, out of ${filesRead(shared)}; ${knownProfiles(shared)}`;
    throw new DayError("DAY-PROFILE-001", message, shared.profiles.size === 0 ? { fix: missingFix(shared) } : {});
  }
  const { name: profile } = profileIn(shared, wanted);
  deps.emit(
    profile === "default"
      ? {
        code: "profile.default",
        level: "warn",
        message: "Using the AWS profile default; check that it belongs to the right account",
      }
      : { code: "profile.chosen", level: "info", message: `AWS profile ${profile}`, data: { profile } },
  );
  return profile;
}

/**
 * The same for the work of an administrator, who need not name a profile: then it is "", and the credentials are the exported access
 * keys, else those of the profile `default`, else those of the machine.
 *
 * @throws DayError DAY-PROFILE-001 for a named one that is not known
 */
export async function profileIfNamed(
  deps: Surroundings & { readonly emit: Emit },
  flag: string | undefined,
): Promise<string> {
  const { environment, emit } = deps;
  if (flag || environment.get("AWS_PROFILE") !== undefined) return await requireProfile(deps, flag);
  const none = "No AWS profile was named; using the";
  emit(
    exportedKeys(environment) === undefined
      ? {
        code: "profile.default",
        level: "warn",
        message: `${none} profile default or the role of this machine; check that it belongs to the right account`,
      }
      : { code: "profile.chosen", level: "info", message: `${none} exported access keys`, data: { profile: "" } },
  );
  return "";
}
