import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { $ } from "../../tools/shell.ts";
import { withPackaged } from "../support/packaged.ts";
import { withSandbox } from "../support/sandbox.ts";
import { insideRoot, makeEmptyRoot, type Mount } from "./empty_root.ts";

const budget = "-p da-us-west-2b-demo -a 200 -r us-west-2 -e me@example.org -t 75 -c demo -u alice " +
  "-b s3://sandbox-omics-analysis-us-west-2";

/** A rendered cluster file. */
const clusterFile = `Region: us-west-2
Scheduling:
  Scheduler: slurm
  SlurmQueues:
    - Name: i8
      CapacityType: SPOT
      ComputeResources:
        - { Name: i8-0, Instances: [{ InstanceType: r7i.2xlarge }], SpotPrice: CALCULATE_MAX_SPOT_PRICE }
`;

/** What runs where there is nothing else, and what it says then. */
const alone: readonly (readonly [command: string, code: number, said: RegExp])[] = [
  ["--help", 0, /USAGE\n {2}dayctl TASK \[FLAGS\]/],
  ["--version", 0, /^\d+\.\d+\.\d+ \(commit [0-9a-f]{12}(-changed)?, Deno \d+\.\d+\.\d+\)\n$/],
  ["create --help", 0, /USAGE\n {2}dayctl create /],
  [
    "self-check",
    0,
    /^PASS machine\.architecture[\s\S]*^PASS cache\.program[\s\S]*^PASS aws\.identity: account id \d{12};/m,
  ],
  ["status", 0, /no cluster/],
  ["image verify-node --experimental", 1, /not ready\n {2}missing: /],
  ["audit --cluster nobody --region us-west-2", 0, /nothing|nobody/],
  ["extend --cluster nobody --region us-west-2 --ttl 2d", 1, /nobody/],
  ["completions bash", 0, /complete/],
  [`create-budget ${budget}`, 0, /created +budget da-us-west-2b-demo$/m],
  ["setup-heartbeat --cluster demo --region us-west-2 --email me@example.org --schedule rate(1_hour)", 0, /created/],
  ["spot-price -i /tmp/in.yaml -o /tmp/out.yaml --az us-west-2b", 0, /out\.yaml/],
];

/** Where the Python is whose programs stand in a folder: the system's, or one that somebody has built for himself. */
async function homeOfPython(bin: string): Promise<string> {
  const python = join(dirname(await Deno.realPath(join(bin, "pcluster"))), "python");
  return await $`${python} -c ${"import sys; print(sys.base_prefix)"}`.text();
}

const preflight = "--region-az us-west-2b --config config/demo.yaml --non-interactive --pass-on-warn".split(" ");

Deno.test("decision 6: the packaged file works where there is nothing but a shell, tar, gzip, coreutils and libc", (test) =>
  withPackaged((dayctl, folder) =>
    withSandbox({ settings: { networkSeconds: 0 } }, async (sandbox) => {
      const root = join(folder, "root");
      await makeEmptyRoot(root, dayctl);
      await Deno.writeTextFile(join(root, "tmp/in.yaml"), clusterFile);
      const home: Mount = { path: sandbox.folder, writable: true };
      const environment = { ...sandbox.environment, PATH: "/bin" };
      const inside = (...words: readonly string[]) => insideRoot(root, [home], environment, "/opt/dayctl", ...words);
      for (const [command, code, said] of alone) {
        await test.step(`dayctl ${command}`, async () => {
          // A blank inside a word is written as an underscore.
          const ended = await inside(...command.split(" ").map((word) => word.replace("_", " ")));
          assert.equal(ended.code, code, ended.err);
          assert.match(ended.out + ended.err, said);
        });
      }

      await test.step("preflight ends with 4 and names every program that is missing", async () => {
        const ended = await inside("preflight", ...preflight);
        assert.equal(ended.code, 4, ended.err);
        for (const name of ["python3", "git", "wget", "pcluster", "daylily-omics-references.sh", "node"]) {
          assert.ok(`${ended.out}${ended.err}`.includes(name), `${name}: ${ended.out}${ended.err}`);
        }
      });

      await test.step("with the folders of the toolchain create goes to the dry run", async () => {
        const [bin] = sandbox.environment.PATH.split(":");
        const given = ["/usr", "/bin", dirname(bin), await homeOfPython(bin)].map((path): Mount => ({ path }));
        const variables = { ...sandbox.environment, DAY_BREAK: "1" };
        const ended = await insideRoot(root, [home, ...given], variables, "/opt/dayctl", "create", ...preflight);
        assert.equal(ended.code, 0, ended.err);
        assert.match(ended.out, /dry run/);
      });
    })
  ));
