import assert from "node:assert/strict";
import { join } from "node:path";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemFolders } from "../../lib/host/system/system_folders.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { type HeadNodeDeps, makeHeadNode, type SandboxHeadNode } from "../../lib/sandbox/head_node/head_node.ts";
import { $ } from "../../tools/shell.ts";
import { demo } from "../e2e/program.ts";
import { swift } from "../e2e/requests.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";

type Here = {
  readonly sandbox: Sandbox;
  /** Makes the head node; with `without` that program is not there. */
  readonly make: (without?: string) => Promise<SandboxHeadNode>;
  /** The messages of the warnings that a creation leaves behind about its head node. */
  readonly create: () => Promise<readonly string[]>;
};

function here(body: (here: Here) => Promise<void>): () => Promise<void> {
  return () =>
    withSandbox({ settings: swift }, async (sandbox) => {
      const environment = environmentOf(sandbox.environment, () => sandbox.folder);
      const processes = systemProcesses(environment);
      const make = (without = "none") => {
        const which: typeof processes.which = (program) =>
          program.endsWith(without) ? Promise.resolve(undefined) : processes.which(program);
        const deps: HeadNodeDeps = {
          environment,
          files: systemFiles,
          folders: systemFolders,
          processes: { ...processes, which },
        };
        return makeHeadNode(deps, join(sandbox.folder, "head 'node'"), sandbox.home, sandbox.endpoint);
      };
      const env = await installDouble(sandbox);
      const create = async () => {
        const { code, out, err } = await programHere([...demo, "--no-ship-binary", "--output", "json"], {
          env,
          clock: hurriedClock(),
        });
        assert.equal(code, 0, err);
        type Warnings = readonly { readonly step: string; readonly message: string }[];
        const { warnings } = JSON.parse(out) as { readonly warnings: Warnings };
        return warnings.filter(({ step }) => step === "headnode").map(({ message }) => message);
      };
      await body({ sandbox, make, create });
    });
}

Deno.test(
  "the sandbox's head node is the sshd of this machine: a creation sets it up, and a reset makes it anew",
  here(async ({ sandbox, make, create }) => {
    const node = await make();
    assert.ok("home" in node, JSON.stringify(node));
    assert.deepEqual(await create(), []);
    assert.ok(await $.path(join(node.home, "projects/daylily-ephemeral-cluster/.git")).exists());
    assert.ok(await $.path(join(node.home, "miniconda3/envs/DAY-EC")).exists());

    const config = join(sandbox.home, ".config/daylily/ssh/demo.us-west-2.conf");
    const said = await $`ssh -F ${config} -o LogLevel=ERROR 127.0.0.1 ${'echo "$HOME $PWD"'}`.text();
    assert.equal(said, `${node.home} ${node.home}`);
    await make();
    assert.deepEqual((await systemFiles.list(node.home)).toSorted(), [
      ".aws",
      ".bash_profile",
      ".bashrc",
      ".gitconfig",
    ]);
  }),
);

Deno.test(
  "a sandbox without sshd says so, and a creation on it says the same in its one warning",
  here(async ({ make, create }) => {
    const lacks = "sshd is not installed, on Debian and Ubuntu: apt-get install openssh-server";
    assert.deepEqual(await make("sshd"), { lacks });
    assert.deepEqual(await create(), [
      `key: no connection to 127.0.0.1: error: the sandbox has no head node: ${lacks}`,
    ]);
  }),
);

Deno.test(
  "a sandbox with an sshd that lets nobody in says so",
  here(async ({ sandbox, make }) => {
    await systemFolders.removeTree(join(sandbox.home, ".ssh"));
    assert.deepEqual(await make(), { lacks: "there is no key that could open it" });
  }),
);
