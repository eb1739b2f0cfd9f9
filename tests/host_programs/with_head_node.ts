import { join } from "node:path";
import { shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { $ } from "../../tools/shell.ts";
import { controlRepository } from "../support/control_repository.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";
import { type SshServer, startSshServer } from "../support/ssh_server.ts";

export const stock = await Deno.readTextFile(join(repository, shippedPaths.repositories));

/** One real `sshd` in the place of every head node of a sandbox. */
export type RealHeadNode = {
  readonly server: SshServer;
  /** The branch or tag of the control repository from now on. */
  want(tag: string): Promise<void>;
  /** Writes a person's own options of OpenSSH, which lead to it. @param more lines behind them */
  lead(more?: string): Promise<void>;
};

/** @param folder the one that the program is started in */
export async function withHeadNode(
  { home }: Pick<Sandbox, "home">,
  folder: string,
  body: (node: RealHeadNode) => Promise<void>,
): Promise<void> {
  const server = await startSshServer(join(folder, "server"), join(home, ".ssh", "omics-sandbox.pem"));
  try {
    const control = await controlRepository(folder, stock);
    const options = join(home, ".config", "daylily", "ssh");
    await Deno.mkdir(options, { recursive: true });
    await Deno.mkdir(join(folder, "config"), { recursive: true });
    const user = (await $`id -un`.text()).trim();
    const want = (tag: string) =>
      Deno.writeTextFile(
        join(folder, shippedPaths.cliGlobals),
        `daylily:\n  git_ephemeral_cluster_repo: "file://${control}"\n  git_ephemeral_cluster_repo_tag: "${tag}"\n`,
      );
    const lead = (more = "") =>
      Deno.writeTextFile(join(options, "config"), `Port ${server.port}\nUser ${user}\n${more}`);
    await want("v1");
    await lead();
    await body({ server, want, lead });
  } finally {
    await server.stop();
  }
}
