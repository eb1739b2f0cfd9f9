import { join } from "node:path";
import { $ } from "../../tools/shell.ts";
import { freePort } from "./free_port.ts";

/** A head node on this machine: a real `sshd`, whose only account is ours, with a home folder of its own. */
export type SshServer = {
  readonly port: number;
  /** The command that serves one connection on its standard input and output. */
  readonly bridge: readonly string[];
  /** The home folder of whoever logs in. */
  readonly home: string;
  /** Another host key in the place of the one that was there. */
  changeHostKey(): Promise<void>;
  stop(): Promise<void>;
};

const program = "/usr/sbin/sshd";

/**
 * Starts it on a free port of 127.0.0.1.
 *
 * @param folder where everything of it goes
 * @param privateKey what opens it
 */
export async function startSshServer(folder: string, privateKey: string): Promise<SshServer> {
  if (!await $.path(program).exists()) {
    throw new Error(`${program} is missing; install it with: apt-get install openssh-server`);
  }
  // Where an administrator runs the tests, sshd wants the folder that its service would have made.
  if (Deno.uid() === 0) await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const home = join(folder, "home");
  await Deno.mkdir(home, { recursive: true });
  await Deno.writeTextFile(join(folder, "authorized_keys"), `${await $`ssh-keygen -y -f ${privateKey}`.text()}\n`);
  const makeKey = async () => {
    await $`rm -f ${join(folder, "host_key")} ${join(folder, "host_key.pub")}`;
    await $`ssh-keygen -q -t ed25519 -N ${""} -f ${join(folder, "host_key")}`;
  };
  await makeKey();
  const port = freePort();
  await Deno.writeTextFile(join(folder, "sshd_config"), sshConfiguration(folder, home, port));
  let child = await begin(folder, port);
  let ended = false;
  const end = async () => {
    if (!ended) child.kill("SIGTERM");
    ended = true;
    await child.status;
  };
  return {
    port,
    bridge: [program, "-i", "-f", join(folder, "sshd_config")],
    home,
    async changeHostKey() {
      await end();
      await makeKey();
      child = await begin(folder, port);
      ended = false;
    },
    stop: end,
  };
}

/** @param folder where its files are */
export function sshConfiguration(folder: string, home: string, port: number): string {
  return [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host_key")}`,
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    `PidFile ${join(folder, "pid")}`,
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PermitRootLogin prohibit-password",
    `SetEnv HOME=${home}`,
    `Subsystem sftp internal-sftp -d ${home}`,
    "",
  ].join("\n");
}

async function begin(folder: string, port: number): Promise<Deno.ChildProcess> {
  const args = ["-D", "-e", "-f", join(folder, "sshd_config")];
  const child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
  let said = "";
  const listening = Promise.withResolvers<void>();
  (async () => {
    for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
      said += text;
      if (said.includes(`Server listening on 127.0.0.1 port ${port}`)) listening.resolve();
    }
    listening.reject(new Error(`sshd does not start:\n${said}`));
  })();
  await listening.promise;
  return child;
}
