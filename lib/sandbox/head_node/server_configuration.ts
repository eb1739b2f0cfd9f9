import { join } from "node:path";

/**
 * For an `sshd` that lets in who runs it, and nobody without a key.
 *
 * @param folder holds `host_key` and `authorized_keys`
 * @param home the home folder of whoever logs in
 * @param variables what else is in the environment of a login
 */
export function serverConfiguration(
  folder: string,
  home: string,
  variables: Readonly<Record<string, string>>,
): string {
  const environment = Object.entries({ ...variables, HOME: home }).map(([name, value]) => quoted(`${name}=${value}`));
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
    // Of several such lines only the first counts.
    `SetEnv ${environment.join(" ")}`,
    `Subsystem sftp internal-sftp -d ${quoted(tokens(home))}`,
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
