import assert from "node:assert/strict";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { needsProgram } from "../support/needs_program.ts";
import { sshConfiguration } from "../support/ssh_server.ts";
import { $ } from "../../tools/shell.ts";
import { withNodeRoot } from "./node_root.ts";

/** A head node whose root is a folder, with a real `sshd`, a real Slurm of one node, and a file system at `/fsx`. */
export type SlurmHeadNode = {
  readonly port: number;
  /** Its root, as this machine sees it. */
  readonly root: string;
  /** The home folder of whoever logs in, in that root. */
  readonly home: string;
};

/** @param privateKey what opens it */
export async function withSlurmHeadNode(
  privateKey: string,
  body: (node: SlurmHeadNode) => Promise<void>,
): Promise<void> {
  await needsProgram("slurmctld", "slurm-wlm");
  await needsProgram("munged", "munge");
  await needsProgram("/usr/sbin/sshd", "openssh-server");
  assert.equal(Deno.uid(), 0, "a Slurm in a root of its own can be started by root only: run this with sudo");
  await withNodeRoot({ sshd: 74 }, async (node) => {
    const [home, port] = ["home/ubuntu", freePort()];
    await Deno.mkdir(join(node.root, home), { recursive: true });
    for (const name of ["slurm.sh", "head_node.sh"]) {
      await node.write(`work/${name}`, await Deno.readTextFile(new URL(name, import.meta.url)));
    }
    await node.write("work/authorized_keys", `${await $`ssh-keygen -y -f ${privateKey}`.text()}\n`);
    await node.write("work/sshd_config", sshConfiguration("/work", `/${home}`, port));
    const ports = [freePort(), freePort()].map(String);
    const running = node.run({}, "bash", "/work/head_node.sh", ...ports);
    const early = running.then(({ out, err }) => Promise.reject(new Error(`the head node has ended:\n${out}\n${err}`)));
    const isReady = () => Deno.stat(join(node.root, "work/ready")).then(() => true, () => false);
    try {
      await Promise.race([eventually("the head node is ready", isReady), early]);
      await body({ port, root: node.root, home });
    } finally {
      await node.write("work/stop", "");
      early.catch(() => {});
      await running;
    }
  });
}
