import assert from "node:assert/strict";
import { join } from "node:path";
import { tagsTableKey } from "../../lib/aws/resources/tags_table.ts";
import { repository } from "../support/source_files.ts";
import type { Ended } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { withScripts } from "./scripts_here.ts";
import { programsIn, started, ways } from "./started.ts";

const bucket = "sandbox-omics-analysis-us-west-2";

Deno.test(
  "shims on the sandbox",
  sharedSandbox({ settings: { networkSeconds: 0 } }, async (step) => {
    await step(
      "that of create_budget.sh does the script's job with the script's flags, however it is started, and the script comes back",
      (sandbox) =>
        withScripts(async ({ bin, folder, shims, write, world }) => {
          await write("create_budget.sh", "#!/bin/bash\nexit 99\n", 0o775);
          await write("init_cloudstackformation.sh", "#!/bin/bash\nexit 98\n");
          const before = await world();
          assert.deepEqual((await shims("install", "create_budget.sh")).changed, { "create_budget.sh": "created" });

          const deno = await programsIn(folder, { deno: Deno.execPath() });
          await Deno.mkdir(join(folder, "other"));
          const dayctl = await programsIn(join(folder, "other"));
          const run =
            `${Deno.execPath()} run -q --no-prompt -P=changing --config=${repository}deno.json ${repository}main.ts`;
          await Deno.writeTextFile(join(dayctl, "dayctl"), `#!/bin/sh\nexec ${run} "$@"\n`, { mode: 0o755 });
          const projects: string[] = [];
          for (const [which, tools] of Object.entries({ dayctl, deno })) {
            for (const [way, argv] of Object.entries(ways)) {
              const project = `da-us-west-2b-${which}${projects.length}`;
              const flags = `-p ${project} -a 200 -r us-west-2 -e ada@example.org -t 25,75 -c demo -z us-west-2b`;
              const words = [...flags.split(" "), "-u", "alice,bob ", "-b", `s3://${bucket}`];
              const env = { ...sandbox.environment, PATH: tools };
              const { code, err } = await started([...argv(join(bin, "create_budget.sh")), ...words], {
                env,
                folder: join(folder, "other"),
              });
              assert.equal(code, 0, `${way}, only ${which}: ${err}`);
              if (way === "source x") assert.equal(await Deno.readTextFile(join(folder, "other/status")), "0\n");
              projects.push(project);
            }
          }
          const table = await (await sandbox.calls.send("s3", "GET", `/${bucket}/${tagsTableKey}`)).text();
          for (const project of projects) assert.ok(table.split("\n").includes(`${project}\tubuntu,alice,bob`), table);
          const made = sandbox.requests().filter(({ operation }) => operation === "CreateBudget");
          assert.equal(made.length, projects.length);

          await shims("remove", "create_budget.sh");
          assert.deepEqual(await world(), before);
        }),
    );

    await step(
      "the line ROLE ARN: is read as the creation script reads it",
      (sandbox) =>
        withHelpers(sandbox, async (run) => {
          const script = 'output=$("$0" --region us-west-2 --profile sandbox 2>&1) || exit 1\n' +
            'while read -r first second third; do\n  case "$first $second" in "ROLE ARN:") arn=$third ;; esac\ndone <<EOF\n' +
            '$output\nEOF\nprintf "%s\\n" "$arn"';
          for (const time of ["first", "second"]) {
            const { code, out, err } = await run("bash", "-c", script, "bin/admin/create_scheduler_role_for_sns.sh");
            assert.equal(code, 0, err);
            assert.match(out, /^arn:aws:iam::\d{12}:role\/eventbridge-scheduler-to-sns\n$/, time);
          }
        }),
    );

    await step(
      "a heartbeat is set up and torn down by the names of the Python helpers",
      (sandbox) =>
        withHelpers(sandbox, async (run) => {
          const place = ["--cluster-name", "demo", "--region", "us-west-2", "--profile", "sandbox"];
          const setup = ["--email", "ada@example.org", "--schedule", "rate(60 minutes)"];
          const made = await run("python3", "bin/helpers/setup_cluster_heartbeat.py", ...place, ...setup);
          assert.equal(made.code, 0, made.err);
          const gone = await run("bin/helpers/teardown_cluster_heartbeat.py", ...place);
          assert.equal(gone.code, 0, gone.err);
          const changes = sandbox.requests().filter(({ mutating }) => mutating).map(({ operation }) => operation);
          assert.ok(
            ["CreateTopic", "Subscribe", "CreateSchedule", "DeleteTopic"].every((each) => changes.includes(each)),
          );
          const nothing = await run("bin/helpers/setup_cluster_heartbeat.py");
          assert.deepEqual([nothing.code, nothing.out], [1, ""]);
          assert.match(nothing.err, /DAY-USE-001: .*--cluster-name/);
        }),
    );

    await step(
      "a cluster file is priced by the flags of calcuate_spotprice_for_cluster_yaml.py",
      (sandbox) =>
        withHelpers(sandbox, async (run, folder) => {
          const text =
            "Scheduling:\n  SlurmQueues:\n    - Name: i8\n      CapacityType: SPOT\n      ComputeResources:\n" +
            "        - Name: a\n          Instances:\n            - InstanceType: r7i.2xlarge\n          SpotPrice: CALCULATE_MAX_SPOT_PRICE\n";
          await Deno.writeTextFile(join(folder, "in.yaml"), text);
          const words = "-i in.yaml -o out.yaml --az us-west-2b --profile sandbox -b 4.14".split(" ");
          const { code, err } = await run("python3", "bin/calcuate_spotprice_for_cluster_yaml.py", ...words);
          assert.equal(code, 0, err);
          assert.match(await Deno.readTextFile(join(folder, "out.yaml")), /SpotPrice: \d+\.\d+/);
        }),
    );

    await step(
      "the network is made by the five arguments of init_cloudstackformation.sh",
      (sandbox) =>
        withHelpers(sandbox, async (run) => {
          const words = ["daylily-cs-us-west-twod", "us-west-2d", "us-west-2", "sandbox"];
          const made = await run("bin/init_cloudstackformation.sh", "./config/day_cluster/pcluster_env.yml", ...words);
          assert.equal(made.code, 0, made.err);
          assert.match(made.out, /pcluster-vpc-stack-2d|us-west-2d/);
          assert.equal((await run("bin/init_cloudstackformation.sh")).code, 1);
        }),
    );
  }),
);

type Run = (...argv: readonly string[]) => Promise<Ended>;

/** All shims, below a folder that the scripts are started in. */
function withHelpers(sandbox: Sandbox, body: (run: Run, folder: string) => Promise<void>): Promise<void> {
  return withScripts(async ({ folder, shims }) => {
    assert.equal((await shims("install")).code, 0);
    const tools = await programsIn(folder, { deno: Deno.execPath() });
    await body(
      (...argv) => started(["env", ...argv], { env: { ...sandbox.environment, PATH: tools }, folder }),
      folder,
    );
  });
}
