import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import { shellWord } from "../../text/shell_word.ts";

/** Looks at the private key before OpenSSH does, which says less. @throws DayError DAY-HEAD-001 */
export async function requireKey({ files }: { readonly files: Files }, key: string): Promise<void> {
  const refuse = (why: string, fix?: ReturnType<typeof advice>) => {
    throw new DayError("DAY-HEAD-001", why, fix && { fix });
  };
  if (key === "") return refuse("no record says which private key logs in to the head node");
  const found = await files.stat(key);
  if (found === undefined) return refuse(`the private key ${key} does not exist`);
  if (!found.isFile) return refuse(`the private key ${key} is not a file`);
  if ((found.mode & 0o077) === 0) return;
  const mode = found.mode.toString(8).padStart(3, "0");
  refuse(
    `the private key ${key} has mode ${mode}, so other users could read it`,
    advice`run: ${command(`chmod 400 ${shellWord(key)}`)}`,
  );
}
