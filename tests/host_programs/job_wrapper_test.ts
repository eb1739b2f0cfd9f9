import assert from "node:assert/strict";
import { join } from "node:path";
import { type AwsHere, awsHere } from "./aws_here.ts";
import { nodeFiles, type NodeRoot, withNodeRoot } from "./node_root.ts";

const project = "da-us-west-2b-demo";
const other = "someone-elses";

/** The wrapper in its place, before programs that say how they were started. */
async function withWrapper(body: (node: NodeRoot, aws: AwsHere) => Promise<void>): Promise<void> {
  const aws = awsHere();
  try {
    await withNodeRoot({}, async (node) => {
      const wrapper = await Deno.readTextFile(join(nodeFiles, "sbatch"));
      for (const name of ["sbatch", "srun"]) {
        await node.write(`opt/slurm/bin/${name}`, wrapper, 0o755);
        const genuine = `#!/bin/sh\nfor word; do echo "$word"; done\nexit 42\n`;
        await node.write(`opt/slurm/sbin/${name}`, genuine, 0o755);
      }
      await node.write("work/job.sh", "#!/bin/sh\n");
      await node.write("etc/parallelcluster/cfnconfig", "cfn_region=us-west-2\n");
      await node.write(table, `${project}\tubuntu,root\n${other}\tubuntu,alice\nthree\tfields\troot\n`);
      await clusterWith(node, "enforce");
      await body(node, aws);
    });
  } finally {
    await aws.stop();
  }
}

const table = "fsx/data/budget_tags/pcluster-project-budget-tags.tsv";

async function clusterWith(node: NodeRoot, enforce: string): Promise<void> {
  const tag = (name: string, value: string) => `  - Key: aws-parallelcluster-${name}\n    Value: ${value}\n`;
  const text = `Tags:\n${tag("project", project)}${tag("enforce-budget", enforce)}`;
  await node.write("opt/parallelcluster/shared/cluster-config.yaml", text);
}

/** What the administrator's file says; nothing: there is none. */
async function configure(node: NodeRoot, lines: readonly string[]): Promise<void> {
  const path = join(node.root, "opt/slurm/etc/dayctl.conf");
  await Deno.remove(path).catch(() => {});
  if (lines.length > 0) await node.write("opt/slurm/etc/dayctl.conf", lines.map((line) => `${line}\n`).join(""));
}

type Started = { readonly code: number; readonly words: readonly string[]; readonly said: string };

async function start(node: NodeRoot, aws: AwsHere, ...argv: readonly string[]): Promise<Started> {
  const words = ["sh", "-c", 'cd /work && exec "$@"', "sh", ...argv];
  const { code, out, err } = await node.run(aws.environment, ...words);
  return { code, words: out.split("\n").filter((line) => line !== ""), said: err.trim() };
}

const sbatch = "/opt/slurm/bin/sbatch";
const submit = (node: NodeRoot, aws: AwsHere) => start(node, aws, sbatch, "--comment", project, "job.sh");
const submitted: Pick<Started, "code" | "words"> = { code: 42, words: [`--comment=${project}`, "job.sh"] };

/** Forgets what was looked up, but not the account, which never changes. */
async function forget(node: NodeRoot): Promise<void> {
  await Deno.remove(join(node.root, "tmp/dayctl-budgets-0", `budget-${project}`)).catch(() => {});
  await Deno.remove(join(node.root, "work/sbatch_errs.log")).catch(() => {});
}

async function logOf(node: NodeRoot): Promise<string> {
  return await node.read("work/sbatch_errs.log").catch(() => "");
}

const log: readonly string[] = [];
const hard = ["DAY_ENFORCE=hard"];
const block = [...hard, "DAY_ENFORCE_UNREADABLE=block"];

Deno.test("decision 5a: the job wrapper, spend × DAY_ENFORCE × whether the figure is remembered", (test) =>
  withWrapper(async (node, aws) => {
    for (const spend of [74, 75, 99, 100, 120]) {
      for (const [mode, lines] of Object.entries({ none: log, "DAY_ENFORCE=log": ["DAY_ENFORCE=log"], hard })) {
        await test.step(`${spend} %, ${mode}`, async () => {
          await configure(node, lines);
          await forget(node);
          const updated = Math.floor(Date.now() / 1000) - 3 * 3600 - 60;
          aws.budget = { limit: "200.0", spend: String(spend * 2), updated };
          const figure = `project ${project} has spent ${spend * 2} of 200.0 USD (${spend} %), as AWS counted 3 h ago`;
          aws.calls.length = 0;
          for (const asked of [[`budgets ${project}`], []]) {
            const { said, ...started } = await submit(node, aws);
            const expected = spend < 75
              ? { ...submitted, said: "" }
              : spend < 100
              ? { ...submitted, said: `sbatch: warning: ${figure}` }
              : lines !== hard
              ? { ...submitted, said: `sbatch: warning: ${figure}; the job is submitted nevertheless` }
              : {
                code: 1,
                words: [],
                said: `sbatch: ${figure}; this cluster enforces budgets: the job is not submitted`,
              };
            assert.deepEqual({ ...started, said }, expected);
            assert.deepEqual(aws.calls.filter((call) => call !== "sts"), asked);
            aws.calls.length = 0;
          }
          const logged = (await logOf(node)).split("\n").filter((line) => line.endsWith(` root: ${figure}`));
          assert.equal(logged.length, spend < 100 ? 0 : 2);
        });
      }
    }

    await test.step("a figure that is five minutes old is asked for again", async () => {
      await configure(node, hard);
      await forget(node);
      aws.budget = { limit: "200", spend: "240", updated: 1 };
      assert.equal((await submit(node, aws)).code, 1);
      const past = new Date(Date.now() - 301_000);
      await Deno.utime(join(node.root, "tmp/dayctl-budgets-0", `budget-${project}`), past, past);
      aws.budget = { limit: "400", spend: "240", updated: 1 };
      assert.equal((await submit(node, aws)).code, 42);
    });

    await test.step("who may not ask AWS is told what root has read for all, while it is young and root's", async () => {
      const shared = join(node.root, "opt/slurm/etc/dayctl_budgets.tsv");
      const read = () => node.run(aws.environment, "/work/node/read_budgets.sh");
      await configure(node, hard);
      aws.budget = { limit: "200", spend: "240", updated: 1 };
      const { code, err } = await read();
      assert.equal(code, 0, err);
      assert.match(await Deno.readTextFile(shared), new RegExp(`^${project}\t200\t240\t`));
      const refused = async () => {
        await forget(node);
        aws.budget = "AccessDeniedException";
        aws.calls.length = 0;
        return (await submit(node, aws)).code === 1;
      };
      assert.deepEqual([await refused(), aws.calls], [true, []]);
      // What cannot be read takes nothing away.
      assert.notEqual((await read()).code, 0);
      assert.equal(await refused(), true);
      await Deno.chmod(shared, 0o666);
      assert.equal(await refused(), false);
      await Deno.chmod(shared, 0o644);
      const past = new Date(Date.now() - 901_000);
      await Deno.utime(shared, past, past);
      assert.equal(await refused(), false);
      await Deno.remove(shared);
      await clusterWith(node, "skip");
      aws.calls.length = 0;
      assert.deepEqual([(await read()).code, aws.calls], [0, []]);
      await clusterWith(node, "enforce");
    });

    const unreadable: Readonly<Record<string, AwsHere["budget"]>> = {
      AccessDeniedException: "AccessDeniedException",
      NotFoundException: "NotFoundException",
      "no spend": { limit: "200" },
      "no number": { limit: "200", spend: "NaN" },
      "a limit of nothing": { limit: "0", spend: "1" },
    };
    for (const [what, budget] of Object.entries(unreadable)) {
      for (const [mode, lines] of Object.entries({ none: log, hard, block })) {
        await test.step(`it cannot be read (${what}), ${mode}`, async () => {
          await configure(node, lines);
          await forget(node);
          aws.budget = budget;
          const { said, ...started } = await submit(node, aws);
          assert.deepEqual(started, lines === block ? { code: 1, words: [] } : submitted);
          assert.match(said, /^sbatch: the spend of project da-us-west-2b-demo cannot be read/);
          if (typeof budget === "string") assert.match(said, new RegExp(budget));
          assert.match(said, lines === block ? /the job is not submitted$/ : /nothing is held against the job$/);
          // What cannot be read is not asked for again at once.
          aws.calls.length = 0;
          await submit(node, aws);
          assert.deepEqual(aws.calls, []);
          assert.equal(await logOf(node), "");
        });
      }
    }

    await test.step("a cluster made with skip asks nothing; a file that others can write says nothing", async () => {
      await forget(node);
      aws.budget = { limit: "200", spend: "240", updated: 1 };
      await configure(node, hard);
      await Deno.chmod(join(node.root, "opt/slurm/etc/dayctl.conf"), 0o666);
      assert.equal((await submit(node, aws)).code, 42);
      await configure(node, hard);
      await forget(node);
      aws.calls.length = 0;
      await clusterWith(node, "skip");
      assert.deepEqual([(await submit(node, aws)).code, aws.calls], [42, []]);
    });
  }));

Deno.test("create-budget: readers of the table, and what the wrapper makes of a command line", (test) =>
  withWrapper(async (node, aws) => {
    await clusterWith(node, "skip");
    const comment = (text: string, ...more: readonly string[]) => [`--comment=${text}`, ...more];
    await node.write("work/own.sh", `#!/bin/sh\n#SBATCH --partition=i8 --comment=${project}\n`);
    const rows: readonly (readonly [argv: readonly string[], expected: readonly string[], said: RegExp])[] = [
      [["--comment", project, "job.sh"], comment(project, "job.sh"), /^$/],
      [[`--comment=${project}`, "-p", "i8", "job.sh"], comment(project, "-p", "i8", "job.sh"), /^$/],
      [[`--comm=${project}`, "job.sh"], comment(project, "job.sh"), /^$/],
      [["job.sh", "--comment", project], comment("unknown-project", "job.sh", "--comment", project), /no --comment/],
      [["own.sh"], comment(project, "own.sh"), /^$/],
      [["--comment", other, "own.sh"], comment(`${other}-invalid-user`, "own.sh"), /not yours, root/],
      [["--comment", "nobody", "job.sh"], comment("nobody-invalid-project", "job.sh"), /no project nobody/],
      [["--comment", "three", "job.sh"], comment("three-invalid-project", "job.sh"), /no project three/],
      [["--comment", "da-us", "job.sh"], comment("da-us-invalid-project", "job.sh"), /no project/],
      [
        ["--comment", project, "--wrap", "echo 'a  b' --comment"],
        comment(project, "--wrap", "echo 'a  b' --comment"),
        /^$/,
      ],
      [
        ["--hold", "--exclusive", "--array", "1-3", "-N2", "--comment", project, "job.sh", "a b"],
        comment(project, "--hold", "--exclusive", "--array", "1-3", "-N2", "job.sh", "a b"),
        /^$/,
      ],
      [["--version"], ["--version"], /^$/],
    ];
    for (const [argv, expected, said] of rows) {
      await test.step(argv.join(" "), async () => {
        const started = await start(node, aws, sbatch, ...argv);
        assert.deepEqual([started.code, started.words], [42, expected]);
        assert.match(started.said, said);
      });
    }

    await test.step("a step of srun inside a job is passed on as it is", async () => {
      const step = await start(node, aws, "env", "SLURM_JOB_ID=7", "/opt/slurm/bin/srun", "hostname");
      assert.deepEqual(step, { code: 42, words: ["hostname"], said: "" });
      const alone = await start(node, aws, "/opt/slurm/bin/srun", "-W", "5", "--comment", project, "hostname", "-s");
      assert.deepEqual(alone.words, [`--comment=${project}`, "-W", "5", "hostname", "-s"]);
    });

    await test.step("without the table the job runs, marked so", async () => {
      await Deno.remove(join(node.root, table));
      const { code, words, said } = await start(node, aws, sbatch, "--comment", project, "job.sh");
      assert.deepEqual([code, words], [42, comment(`${project}-no-file`, "job.sh")]);
      assert.match(said, /cannot be read/);
    });
    assert.deepEqual(aws.calls, []);
  }));
