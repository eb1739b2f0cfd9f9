import { join } from "node:path";

/**
 * For an `sshd` that lets in who runs it, and nobody without a key.
 *
 * @param folder holds `host_key` and `authorized_keys`
 * @param home the home folder of whoever logs in
 */
export function serverConfiguration(folder: string, home: string): string {
  const tokens = (path: string) => path.replaceAll("%", "%%");
  return [
    `HostKey ${quoted(join(folder, "host_key"))}`,
    `AuthorizedKeysFile ${quoted(tokens(join(folder, "authorized_keys")))}`,
    "PidFile none",
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    `SetEnv ${quoted(`HOME=${home}`)}`,
    `Subsystem sftp internal-sftp -d ${quoted(tokens(home))}`,
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
