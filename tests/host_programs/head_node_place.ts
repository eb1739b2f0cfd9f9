import { join } from "node:path";
import { swift } from "../e2e/requests.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { type Sandbox, withSandbox } from "../support/sandbox.ts";
import type { SshServer } from "../support/ssh_server.ts";
import { withHeadNode } from "./with_head_node.ts";

export type Place = {
  readonly sandbox: Sandbox;
  /** The folder that the program is started in. */
  readonly work: string;
  readonly server: SshServer;
  readonly env: Readonly<Record<string, string>>;
  /** The configuration folder. */
  readonly config: string;
  readonly dayctl: (...argv: readonly string[]) => Promise<Ended>;
  /** The branch or tag of the control repository from now on. */
  readonly want: (tag: string) => Promise<void>;
  readonly onHead: (path: string) => string;
};

type Told = {
  readonly steps: readonly { readonly step: string; readonly outcome: string; readonly message: string }[];
};

const shipping = ["create", "--region-az", "us-west-2b", "--config", "config/demo.yaml", "--non-interactive"];
/** Without the packaged program, which may lie in the work tree or not. */
export const creation = [...shipping, "--no-ship-binary"];
export const onDemo = ["--cluster", "demo", "--region", "us-west-2"];
export const configuring = ["headnode", "configure", ...onDemo, "--output", "json"];

/** A sandbox whose head nodes are one real `sshd`, which a person's own options of OpenSSH lead to. */
export async function place(body: (place: Place) => Promise<void>): Promise<void> {
  await withSandbox({ settings: swift }, async (sandbox) => {
    const work = await Deno.makeTempDir({ dir: sandbox.folder });
    await withHeadNode(sandbox, work, async ({ server, want }) => {
      const config = join(sandbox.home, ".config", "daylily");
      const env = await installDouble(sandbox);
      const dayctl = (...argv: readonly string[]) => programHere(argv, { env, clock: hurriedClock(), folder: work });
      const onHead = (path: string) => join(server.home, path);
      await body({ sandbox, work, server, env, config, dayctl, want, onHead });
    });
  });
}

export const text = (path: string) => Deno.readTextFile(path).catch(() => "");
export const outcomes = ({ out }: Ended) =>
  (JSON.parse(out) as Told).steps.map(({ step, outcome }) => `${step} ${outcome}`);
export const messageOf = ({ out }: Ended, step: string) =>
  (JSON.parse(out) as Told).steps.find((each) => each.step === step)?.message ?? "";

export async function emptyHome({ server }: Place): Promise<void> {
  await Deno.remove(server.home, { recursive: true });
  await Deno.mkdir(server.home);
}

export const state = async ({ config }: Place) => {
  const names = [...Deno.readDirSync(config)].map(({ name }) => name).filter((name) => name.startsWith("state_"));
  return JSON.parse(await Deno.readTextFile(join(config, names.sort().at(-1) ?? "")));
};

export const all = ["key", "show_key", "clone", "tools", "repositories", "environment"];
export const done = all.map((step) => `${step} done`);
