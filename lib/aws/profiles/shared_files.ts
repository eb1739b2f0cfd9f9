import { join, resolve } from "node:path";
import { type Advice, advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { shellWord } from "../../text/shell_word.ts";
import { type ParsedProfiles, parseProfiles, type Settings } from "./parse_profiles.ts";

/** What the files are found and read with. */
export type Surroundings = { readonly files: Files; readonly environment: Environment };

export type SharedFile = {
  readonly path: string;
  /** The variable that can name another one. */
  readonly variable: "AWS_CONFIG_FILE" | "AWS_SHARED_CREDENTIALS_FILE";
  readonly isThere: boolean;
  /** Why nothing in it can be read, to follow its path. */
  readonly trouble?: string;
  /** A mark at its beginning or letters in another code than UTF-8: the SDK passes over these, and Python's tools stumble. */
  readonly stopsPython: boolean;
};

export type Profile = { readonly name: string; readonly settings: Settings; readonly path: string };

/** The two files that all AWS programs share, as the SDK understands them. */
export type SharedFiles = {
  readonly config: SharedFile;
  readonly credentials: SharedFile;
  /** By name, in the order of the files. Settings of both files are one profile's; those beside the keys win. */
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly sessions: ParsedProfiles["sessions"];
  /** Profiles that stand there and that nobody can use. */
  readonly misnamed: readonly { readonly name: string; readonly why: string; readonly path: string }[];
};

/**
 * Reads `~/.aws/config` and `~/.aws/credentials`, or the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name. A file
 * that is absent holds nothing.
 *
 * @throws DayError DAY-PROFILE-001 for a file that cannot be read
 */
export async function sharedFiles(surroundings: Surroundings): Promise<SharedFiles> {
  const [config, credentials] = await Promise.all([
    readShared(surroundings, "AWS_CONFIG_FILE", "config"),
    readShared(surroundings, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
  ]);
  const read = [
    { ...parseProfiles(config.text, "config"), path: config.file.path },
    { ...parseProfiles(credentials.text, "credentials"), path: credentials.file.path },
  ];
  const profiles = new Map<string, Profile>();
  for (const { profiles: found, path } of read) {
    for (const [name, settings] of found) {
      const known = profiles.get(name);
      profiles.set(name, { name, settings: { ...known?.settings, ...settings }, path: known?.path ?? path });
    }
  }
  const misnamed = read.flatMap(({ misnamed, path }) => misnamed.map((each) => ({ ...each, path })));
  return {
    config: config.file,
    credentials: credentials.file,
    profiles,
    sessions: read[0].sessions,
    misnamed: misnamed.filter(({ name }) => !profiles.has(name)),
  };
}

async function readShared(
  { files, environment }: Surroundings,
  variable: SharedFile["variable"],
  usual: "config" | "credentials",
): Promise<{ readonly file: SharedFile; readonly text: string }> {
  const path = pathOf(environment, environment.get(variable) ?? join("~", ".aws", usual));
  try {
    const isThere = (await files.stat(path))?.isFile ?? false;
    const bytes = isThere ? await files.readBytes(path) : new Uint8Array();
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    const file = { path, variable, isThere, stopsPython: text.startsWith("\ufeff") || !isUtf8(bytes) };
    // Text in two or four bytes a letter is full of zeros, whatever mark it begins with.
    if (bytes.includes(0)) return { file: { ...file, trouble: "is not UTF-8 text but UTF-16 or the like" }, text: "" };
    return { file, text };
  } catch (cause) {
    throw new DayError("DAY-PROFILE-001", `${path} cannot be read: ${reasonOf(cause)}`, {
      cause,
      fix: `correct its permissions, or name another file with ${variable}`,
    });
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** `~` is the home folder, as it is for every program of AWS; the shell leaves it alone behind `NAME="`. */
function pathOf({ home, folder }: Environment, path: string): string {
  return path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : resolve(folder, path);
}

/**
 * The profile of this name.
 *
 * @throws DayError DAY-PROFILE-001 which says what is wrong with it, or which profiles there are, and which files were read
 */
export function profileIn(shared: SharedFiles, name: string): Profile {
  const broken = [shared.config, shared.credentials].find(({ trouble }) => trouble !== undefined);
  if (broken !== undefined) {
    const message = `AWS profile ${JSON.stringify(name)} cannot be used: ${broken.path} ${broken.trouble}`;
    const fix =
      `save ${broken.path} as UTF-8 text (iconv -f UTF-16 -t UTF-8), or name another file with ${broken.variable}`;
    throw new DayError("DAY-PROFILE-001", message, { fix });
  }
  const profile = shared.profiles.get(name);
  if (profile !== undefined) return profile;
  const misnamed = shared.misnamed.find((each) => each.name === name);
  if (misnamed === undefined) {
    const message = `There is no AWS profile ${JSON.stringify(name)} in ${filesRead(shared)}; ${knownProfiles(shared)}`;
    throw new DayError("DAY-PROFILE-001", message, { fix: missingFix(shared, name) });
  }
  const { path, why } = misnamed;
  throw new DayError("DAY-PROFILE-001", `AWS profile ${JSON.stringify(name)} in ${path} cannot be used: ${why}`, {
    fix: `give the profile another heading in ${path}, and name it with --profile`,
  });
}

/** The files that were read. */
export function filesRead({ config, credentials }: SharedFiles): string {
  return [config, credentials].map(({ path, isThere }) => isThere ? path : `${path} (absent)`).join(" and ");
}

/** What may be named. */
export function knownProfiles({ profiles }: SharedFiles): string {
  return profiles.size === 0 ? "no profile is configured" : `known profiles: ${[...profiles.keys()].join(", ")}`;
}

/** How to come to a profile of this name, or, where there is none at all, of any name. */
export function missingFix({ profiles }: SharedFiles, name = "NAME"): Advice {
  const create = command(`aws configure --profile ${shellWord(name)}`);
  return profiles.size === 0
    ? advice`create one with: ${create}`
    : advice`name a known profile with --profile, or create this one with: ${create}`;
}
