import { join } from "node:path";
import { shippedPaths } from "../../lib/config/file/shipped_files.ts";
import { $ } from "../../tools/shell.ts";
import { swift } from "../delete/deletion_world.ts";
import { controlRepository } from "../support/control_repository.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { startHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";
import { type SshServer, startSshServer } from "../support/ssh_server.ts";
import { seedFolder } from "../worksets/seed_folder.ts";
import { type WorksetsHere, worldIn } from "../worksets/worksets_here.ts";
import { stock } from "./with_head_node.ts";

/** What worksets on a head node need of a sandbox. */
export const seed = { network: "us-west-2b", tagsPolicy: true, schedulerRole: true };
export { swift };

/** Monitors whose worksets run on one head node. */
export type WorksetsPlace = {
  readonly world: WorksetsHere;
  /** The command line of a monitor. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Starts a monitor in this process. */
  start(argv?: readonly string[]): ReturnType<typeof startHere>;
  /** The command line of a monitor on another host, as far as its folder goes. */
  readonly elsewhere: readonly string[];
  journal(workset: string): Promise<Journal>;
  /** Options of OpenSSH that go before all others from now on. */
  reach(...lines: readonly string[]): Promise<void>;
};

type Journal = {
  readonly phase: string;
  readonly headnode: { readonly folder: string };
  readonly steps: Readonly<Record<string, { readonly state: string; readonly out?: Readonly<Record<string, string>> }>>;
};

export type HeadNodeOptions = {
  readonly port: number;
  /** What a run of the pipeline does. */
  readonly pipeline: string;
  /** Where the control repository goes, and what the head node calls that folder. */
  readonly control: { readonly folder: string; readonly there: string };
  /** The programs of the sandbox, `pcluster` among them. */
  readonly tools: Readonly<Record<string, string>>;
};

export async function worksetsPlace(
  sandbox: Sandbox,
  { port, pipeline, control, tools }: HeadNodeOptions,
): Promise<WorksetsPlace> {
  const world = await worldIn(sandbox, "sandbox-omics-analysis-us-west-2");
  await controlRepository(control.folder, stock);
  await Deno.mkdir(join(world.folder, "config"), { recursive: true });
  await Deno.writeTextFile(
    join(world.folder, shippedPaths.cliGlobals),
    `daylily:\n  git_ephemeral_cluster_repo: "file://${control.there}/control.git"\n  git_ephemeral_cluster_repo_tag: "v1"\n`,
  );
  await seedFolder(world, pipeline);
  const ssh = join(sandbox.home, ".config/daylily/ssh");
  await Deno.mkdir(ssh, { recursive: true });
  const user = (await $`id -un`.text()).trim();
  const reach = (...lines: readonly string[]) =>
    Deno.writeTextFile(join(ssh, "config"), [...lines, `Port ${port}`, `User ${user}`, ""].join("\n"));
  await reach();
  const { DAYCTL_EXECUTABLE: _, ...own } = { ...world.env, ...tools };
  const env = { ...own, INIT_CWD: world.folder, DAY_EX_CFG: join(repository, "config/demo.yaml") };
  const words =
    `monitor-worksets s3://${world.bucket}/${world.root} --region us-west-2 --local-root ${world.localRoot} --lease-seconds 30`
      .split(" ");
  return {
    world,
    words,
    env,
    start: (argv = words) => startHere(argv, { env, folder: world.folder, clock: hurriedClock() }),
    elsewhere: words.map((word) => word === world.localRoot ? join(world.folder, "another host") : word),
    journal: async (workset) => JSON.parse(await world.text(`ready/${workset}/_daylily/journal.json`)),
    reach,
  };
}

/** The same where the head node is a real `sshd` of this machine. */
export async function withSshWorksets(
  pipeline: string,
  body: (place: WorksetsPlace, server: SshServer) => Promise<void>,
): Promise<void> {
  await withSandbox({ settings: swift, seed }, async (sandbox) => {
    const folder = await Deno.makeTempDir({ dir: sandbox.folder });
    const server = await startSshServer(join(folder, "server"), join(sandbox.home, ".ssh/omics-sandbox.pem"));
    try {
      const control = { folder, there: folder };
      const tools = await installDouble(sandbox);
      await body(await worksetsPlace(sandbox, { port: server.port, pipeline, control, tools }), server);
    } finally {
      await server.stop();
    }
  });
}
