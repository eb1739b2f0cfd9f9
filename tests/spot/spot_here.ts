import { join } from "node:path";
import type { Outside } from "../../lib/host/host.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { type Ended, type Here, programHere } from "../support/program_here.ts";

export type SpotDocument = {
  readonly action: string;
  readonly success: boolean;
  readonly exit_code: number;
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
  readonly warnings: readonly string[];
  // deno-fmt keeps this short: what a command has to tell differs.
  readonly data: Record<string, never> & {
    readonly instances: readonly {
      readonly id: string;
      readonly region: string;
      readonly zone: string;
      readonly public_ip: string;
    }[];
  };
};

/** The ordinary configuration of these tests: three nodes in three regions. */
export const usualConfig = `aws:
  total_instances: 3
  username: bacalhau-runner
  public_ssh_key_path: key.pub
  allowed_cidrs: [203.0.113.0/24]
bacalhau:
  orchestrators: [nats://orchestrator.example.org:4222]
  token: a-very-secret-token
regions:
  us-east-1: {machine_type: t3.medium}
  eu-west-1: {machine_type: t3.medium}
  us-west-2: {machine_type: t3.medium}
`;

/** What the configuration calls key.pub. */
export const publicKey =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHZvb3IgZGUgdGVzdHMgaXMgZGl0IGdlbm9lZw alice@example.org\n";

/** A folder with a configuration in a sandbox's home, in which the program runs. */
export type SpotFolder = {
  readonly folder: string;
  readonly path: (name: string) => string;
  write(name: string, text: string, mode?: number): Promise<void>;
  /** Runs the task here; its answer as a person sees it. */
  run(argv: readonly string[], more?: Partial<Here>): Promise<Ended>;
  /** The same, with its document. */
  json(argv: readonly string[], more?: Partial<Here>): Promise<Ended & { readonly document: SpotDocument }>;
  state(): Promise<
    {
      readonly machines: Record<string, Record<string, unknown>>;
      readonly deployments: Record<string, { readonly regions: Record<string, Record<string, unknown>> }>;
    }
  >;
};

export async function spotFolder(
  sandbox: Pick<Sandbox, "home" | "environment">,
  config = usualConfig,
): Promise<SpotFolder> {
  const folder = join(sandbox.home, "spot");
  await Deno.mkdir(folder, { recursive: true });
  const path = (name: string) => join(folder, name);
  const write = async (name: string, text: string, mode = 0o600) => {
    await Deno.writeTextFile(path(name), text);
    await Deno.chmod(path(name), mode);
  };
  await write("config.yaml", config);
  await write("key.pub", publicKey);
  const run = (argv: readonly string[], more: Partial<Here> = {}) =>
    programHere(["spot-deploy", ...argv], { env: sandbox.environment, folder, clock: hurriedClock(), ...more });
  return {
    folder,
    path,
    write,
    run,
    async json(argv, more) {
      const ended = await run([...argv, "--output", "json"], more);
      return { ...ended, document: JSON.parse(ended.out) };
    },
    state: async () => JSON.parse(await Deno.readTextFile(path("MACHINES.json"))),
  };
}

/** A terminal at which a person types. */
export function terminal(...lines: readonly string[]): Partial<Outside> {
  const left = [...lines];
  return { input: () => ({ isTerminal: true, next: () => Promise.resolve(left.shift()) }) };
}
