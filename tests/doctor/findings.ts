import { join } from "node:path";
import type { DeletionWorld } from "../delete/deletion_world.ts";
import type { Here } from "../support/program_here.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { virtualClock } from "../support/virtual_clock.ts";

/** Where findings are provoked: a world with a cluster `demo`, and its configuration folder. */
export type SickWorld = DeletionWorld & { readonly folder: string };

/** Something that doctor has to find. */
export type Provoked = {
  readonly name: string;
  /** `STATUS id` of all that is found. */
  readonly found: readonly string[];
  /** Makes it so; returns how the program is to be run, and what a person does about it where no command of ours or of the system is printed. */
  provoke(world: SickWorld): Promise<{ readonly here?: Partial<Here>; readonly mend?: () => Promise<unknown> }>;
};

const skipped = "WARN aws.unchecked";
const role = "daylily-cluster-expiry";

const surroundings = (variables: Readonly<Record<string, string>>): Provoked["provoke"] => ({ env }) =>
  Promise.resolve({ here: { env: { ...env, ...variables } }, mend: () => Promise.resolve() });

const writes = (name: string, text: string): Provoked["provoke"] => async ({ folder }) => {
  await Deno.writeTextFile(join(folder, name), text, { mode: 0o600 });
  return {};
};

const denies = (action: string): Provoked["provoke"] => ({ sandbox: { settings } }) => {
  settings.denied.push(action);
  return Promise.resolve({ mend: () => Promise.resolve(void (settings.denied.length = 0)) });
};

export const findings: readonly Provoked[] = [
  {
    name: "no ParallelCluster, no reference check",
    found: ["FAIL toolchain.pcluster", "FAIL toolchain.references_cli"],
    provoke: ({ env }) =>
      Promise.resolve({
        here: { env: { ...env, PATH: "/usr/local/bin:/usr/bin:/bin" } },
        mend: () => Promise.resolve(),
      }),
  },
  {
    name: "an address that is none",
    found: ["FAIL net.endpoint", "FAIL aws.identity", skipped],
    provoke: surroundings({ AWS_ENDPOINT_URL: "ftp://aws.example.org" }),
  },
  {
    name: "a proxy that cannot be used",
    found: ["FAIL net.proxy", "FAIL aws.identity", skipped],
    provoke: surroundings({ HTTP_PROXY: "socks5://proxy.example.org:1080", NO_PROXY: "", no_proxy: "" }),
  },
  {
    name: "certificates that are not there",
    found: ["FAIL net.certificates"],
    provoke: surroundings({ AWS_CA_BUNDLE: "/absent/company.pem" }),
  },
  {
    name: "certificates that the runtime goes on without",
    found: ["WARN net.certificates"],
    provoke: surroundings({ NODE_EXTRA_CA_CERTS: "/absent/company.pem" }),
  },
  {
    name: "others may look into the configuration folder",
    found: ["WARN config.folder"],
    async provoke({ folder }) {
      await Deno.chmod(folder, 0o755);
      return {};
    },
  },
  {
    name: "others may read a file of it",
    found: ["WARN config.files"],
    async provoke({ folder }) {
      await Deno.chmod(join(folder, "demo_template.yaml"), 0o644);
      return {};
    },
  },
  {
    name: "files of a run long ago",
    found: ["WARN config.old_files"],
    async provoke({ folder }) {
      for (const name of ["gone_cluster_20200102030405.yaml", "gone_cluster_20200102030405.yaml.init"]) {
        await Deno.writeTextFile(join(folder, name), "Region: us-west-2\n", { mode: 0o600 });
      }
      return {};
    },
  },
  {
    name: "a journal that is none",
    found: ["FAIL config.journals"],
    provoke: writes("runs/other_20260102030405.jsonl", '{"fact":"nonsense"}\n{"more"\n'),
  },
  {
    name: "a journal that an earlier version has written",
    found: ["FAIL config.journals"],
    provoke: writes("runs/older_20260102030405.jsonl", '{"fact":"run","run_id":"20260102030405"}\n'),
  },
  {
    name: "a state record that is none",
    found: ["FAIL config.records"],
    provoke: writes("state_other_20260102030405.json", "half of"),
  },
  {
    name: "a profile that is not there",
    found: ["FAIL aws.identity", skipped],
    provoke: surroundings({ AWS_PROFILE: "nobody" }),
  },
  {
    name: "a clock that is ahead",
    found: ["FAIL aws.clock"],
    provoke: () => {
      const ahead = new Date(Date.now() + 3_600_000).toISOString();
      return Promise.resolve({ here: { clock: virtualClock(ahead) }, mend: () => Promise.resolve() });
    },
  },
  {
    name: "a right that is lacking",
    found: ["WARN iam.rights"],
    provoke: denies("fsx:CreateFileSystem"),
  },
  {
    name: "rights that cannot be tried out",
    found: ["WARN iam.rights", "WARN iam.expiry_role"],
    provoke: denies("iam:SimulatePrincipalPolicy"),
  },
  {
    name: "the role of deadlines has lost its policy",
    found: ["FAIL iam.expiry_role"],
    async provoke({ sandbox }) {
      const { DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
      const aws = sandboxAws(sandbox);
      const iam = await aws.iam();
      await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: `${role}-inline` }));
      aws.close();
      return {};
    },
  },
  {
    name: "the role of deadlines is gone, and a cluster counts on it",
    found: ["FAIL iam.expiry_role"],
    async provoke({ sandbox, run }) {
      await run("extend --cluster demo --region us-west-2 --ttl 3d");
      const { DeleteRoleCommand, DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
      const aws = sandboxAws(sandbox);
      const iam = await aws.iam();
      await iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: `${role}-inline` }));
      await iam.send(new DeleteRoleCommand({ RoleName: role }));
      aws.close();
      return {};
    },
  },
  {
    name: "a reference bucket whose region cannot be read",
    found: ["WARN iam.rights", "FAIL s3.bucket_select"],
    provoke: denies("s3:GetBucketLocation"),
  },
  {
    name: "a boot file is gone",
    found: ["WARN s3.boot_assets"],
    async provoke({ sandbox }) {
      const { DeleteObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
      const aws = sandboxAws(sandbox);
      const s3 = await aws.s3();
      const what = { Bucket: "sandbox-omics-analysis-us-west-2", Key: "cluster_boot_config/sbatch" };
      await s3.send(new DeleteObjectCommand(what));
      return {
        async mend() {
          await s3.send(new PutObjectCommand({ ...what, Body: "#!/bin/sh\n" }));
          aws.close();
        },
      };
    },
  },
  {
    name: "a private key that others may read",
    found: ["FAIL ec2.keypair"],
    async provoke({ sandbox }) {
      await Deno.chmod(join(sandbox.home, ".ssh", "omics-sandbox.pem"), 0o644);
      return {};
    },
  },
  {
    name: "no private key",
    found: ["FAIL ec2.keypair"],
    async provoke({ sandbox }) {
      const path = join(sandbox.home, ".ssh", "omics-sandbox.pem");
      await Deno.rename(path, `${path}.away`);
      return { mend: () => Deno.rename(`${path}.away`, path) };
    },
  },
];
