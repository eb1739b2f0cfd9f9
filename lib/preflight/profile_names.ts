import { join, resolve } from "node:path";
import { DayError } from "../host/errors/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Emit } from "../host/events/events.ts";
import type { Files } from "../host/files.ts";
import { reasonOf } from "../host/errors/reason_of.ts";

type Surroundings = { readonly files: Files; readonly environment: Environment };

/**
 * The AWS profiles of this user, each once, in the order of the files: `~/.aws/config`, then `~/.aws/credentials`, or the files
 * that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name. A file that is absent holds none.
 *
 * @throws DayError DAY-PROFILE-001 for a file that cannot be read
 * @see spec/create-cluster.md 1.4
 */
export async function profileNames({ files, environment }: Surroundings): Promise<readonly string[]> {
  const read = async (variable: string, usual: string): Promise<readonly string[]> => {
    const path = resolve(environment.folder, environment.get(variable) ?? join(environment.home, ".aws", usual));
    try {
      return (await files.stat(path))?.isFile ? sectionsOf(await files.readText(path)) : [];
    } catch (cause) {
      const why = reasonOf(cause);
      throw new DayError("DAY-PROFILE-001", `${path} cannot be read: ${why}`, {
        cause,
        fix: `correct its permissions, or name another file with ${variable}`,
      });
    }
  };
  const [configured, withKeys] = await Promise.all([
    read("AWS_CONFIG_FILE", "config"),
    read("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
  ]);
  return [...new Set([...configured.flatMap(profileOfSection), ...withKeys])];
}

/**
 * The profile of this run: the flag, else `AWS_PROFILE`. It has to be one of the known ones.
 *
 * @throws DayError DAY-PROFILE-001, which lists the known profiles
 * @see spec/create-cluster.md 1.3, 1.4
 */
export async function requireProfile(
  deps: Surroundings & { readonly emit: Emit },
  flag: string | undefined,
): Promise<string> {
  const profile = flag || deps.environment.get("AWS_PROFILE");
  const known = await profileNames(deps);
  const list = known.length === 0 ? "no profile is configured" : `known profiles: ${known.join(", ")}`;
  if (profile === undefined) throw new DayError("DAY-PROFILE-001", `No AWS profile was named; ${list}`);
  if (!known.includes(profile)) {
    throw new DayError("DAY-PROFILE-001", `There is no AWS profile ${JSON.stringify(profile)}; ${list}`);
  }
  deps.emit(
    profile === "default"
      ? {
        code: "profile.default",
        level: "warn",
        message: "The profile named default is used; is it the right account?",
      }
      : { code: "profile.chosen", level: "info", message: `AWS profile ${profile}`, data: { profile } },
  );
  return profile;
}

function sectionsOf(text: string): readonly string[] {
  return text.split("\n").flatMap((line) => /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? []);
}

/** In the configuration file only `default` stands without the word `profile`; other sections hold other things. */
function profileOfSection(section: string): string[] {
  if (section === "default") return [section];
  const name = /^profile\s+(.+)$/.exec(section)?.[1];
  return name === undefined ? [] : [name.replace(/^(["'])(.*)\1$/, "$2")];
}
