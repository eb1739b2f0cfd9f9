import { resolve } from "node:path";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { shellWord } from "../../text/shell_word.ts";

type Deps = { readonly files: Files; readonly environment: Environment };
/** What is wrong with a file that the configuration names. */
export type FileComplaint = { readonly found: string; readonly allowed: string; readonly fix: string };

/** A path as it is meant in a configuration: `~` is the home folder, anything else is seen from the folder it lies in. */
export function pathIn({ environment }: Pick<Deps, "environment">, folder: string, path: string): string {
  return path === "~" || path.startsWith("~/") ? environment.home + path.slice(1) : resolve(folder, path);
}

/** The one line of a public key. */
export async function readPublicKey(
  { files }: Deps,
  path: string,
): Promise<{ readonly line: string } | FileComplaint> {
  if (!(await files.stat(path))?.isFile) {
    return {
      found: `there is no file ${path}`,
      allowed: "name a public SSH key",
      fix: `create one with: ssh-keygen -t ed25519`,
    };
  }
  const line = (await files.readText(path)).trim();
  const isKey = /^(?:ssh-rsa|ssh-ed25519|ssh-dss|ecdsa-sha2-\S+|sk-\S+) [A-Za-z0-9+/=]+(?: [^\n]*)?$/.test(line);
  if (isKey) return { line };
  return {
    found: `${path} is no public key`,
    allowed: "one line that begins with ssh-ed25519, ssh-rsa or ecdsa-sha2",
    fix: "name the file that ends with .pub",
  };
}

/** What is wrong with a private key's file, if anything. */
export async function checkPrivateKey({ files }: Deps, path: string): Promise<FileComplaint | undefined> {
  const file = await files.stat(path);
  if (!file?.isFile) {
    return {
      found: `there is no file ${path}`,
      allowed: "a private SSH key",
      fix: "leave the key out, or name its file",
    };
  }
  if ((file.mode & 0o077) !== 0) {
    return {
      found: `${path} has mode 0${file.mode.toString(8)}`,
      allowed: "a file that nobody else can read",
      fix: `chmod 600 ${shellWord(path)}`,
    };
  }
  if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----\s/.test(await files.readText(path).catch(() => ""))) return undefined;
  return {
    found: `${path} is no private key that can be read`,
    allowed: "a file that begins with -----BEGIN OPENSSH PRIVATE KEY-----",
    fix: "name the file without .pub, or leave the key out",
  };
}
