import type { AwsCredentialIdentity } from "@smithy/types";
import type { Clock } from "../../host/clock.ts";
import type { Emit } from "../../host/events/events.ts";
import { tellWhile } from "../../host/events/tell_while.ts";
import type { Finished, Processes } from "../../host/processes.ts";
import { redact } from "../../host/redact.ts";
import type { DayError } from "../../host/errors/day_error.ts";
import { chainError } from "./source_of.ts";
import type { Profile } from "./shared_files.ts";
import { splitWords } from "./split_words.ts";

export type ProcessDeps = {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly signal?: AbortSignal;
};

/**
 * The credentials that the program of a profile's `credential_process` prints. The SDK runs it through a shell, which the permission
 * sets do not allow; AWS's Python tools run it as it is, and so do we.
 *
 * It is started by `env`, because its name is the user's to choose: a permission set names the programs that may be started.
 *
 * @param name the profile that was asked for, of which `leaf` may be the source
 * @throws DayError DAY-CRED-003
 */
export async function processCredentials(
  deps: ProcessDeps,
  name: string,
  leaf: Profile,
): Promise<AwsCredentialIdentity> {
  const command = leaf.settings.credential_process;
  const words = splitWords(command) ?? [];
  if (words.length === 0) throw failed(name, leaf, "has quotation marks without an end, or names no program");
  const { code, stdout, stderr } = await finished(deps, name, leaf, words);
  if (code === 127) throw failed(name, leaf, "names a program that is not there");
  if (code !== 0) throw failed(name, leaf, `ended with exit code ${code}${lastLine(stderr)}`);
  if (stdout.trim() === "") throw failed(name, leaf, `printed nothing${lastLine(stderr)}`);
  return identityIn(stdout, (why) => failed(name, leaf, why));
}

async function finished(
  { processes, clock, emit, signal }: ProcessDeps,
  name: string,
  leaf: Profile,
  words: readonly string[],
): Promise<Finished> {
  try {
    const running = processes.run(["env", "--", ...words], { signal });
    return await tellWhile({ clock, emit }, `Waiting for the credential_process of AWS profile ${leaf.name}`, running);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw failed(name, leaf, "cannot be started", cause);
  }
}

function identityIn(text: string, refused: (why: string) => DayError): AwsCredentialIdentity {
  const said = objectIn(text);
  if (said === undefined) throw refused("printed something else than a JSON object");
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration, AccountId } = said;
  if (Version !== 1) throw refused(`printed Version ${JSON.stringify(Version) ?? "nothing"} where 1 is expected`);
  if (!isText(AccessKeyId) || !isText(SecretAccessKey)) throw refused("printed no AccessKeyId or no SecretAccessKey");
  const expiration = isText(Expiration) ? new Date(Expiration) : undefined;
  if (expiration !== undefined && !(expiration.getTime() > Date.now())) {
    throw refused(`printed credentials that ended at ${Expiration}`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(isText(SessionToken) ? { sessionToken: SessionToken } : {}),
    ...(isText(AccountId) ? { accountId: AccountId } : {}),
    ...(expiration === undefined ? {} : { expiration }),
  };
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function failed(name: string, leaf: Profile, what: string, cause?: unknown): DayError {
  return chainError(name, leaf, `its credential_process ${what}`, {
    cause,
    fix: `run it by hand (no shell is used): ${redact(leaf.settings.credential_process)}\n` +
      `and correct it for profile ${leaf.name} in ${leaf.path}`,
  });
}

/** What the program complained of. */
function lastLine(text: string): string {
  const line = redact(text.trim()).split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${line}`;
}
