import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { type Ended, programHere, startHere } from "../support/program_here.ts";
import { artifactTexts, demo, startProgram } from "./program.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const settings = { networkSeconds: 0, secondsOfCreation: 1, secondsOfDeletion: 0.5 };
const flags = demo.slice(1);

/** Runs a command that the program has printed, as a person would: in a shell, in the repository. */
async function typed(environment: Readonly<Record<string, string>>, command: string): Promise<Ended> {
  const shell = new Deno.Command("sh", {
    args: ["-c", command],
    cwd: repository,
    clearEnv: true,
    env: { ...environment, NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stdout, stderr } = await shell.output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

/** The commands among lines for a person: what follows a colon, or stands alone and indented. */
function commandsIn(text: string): readonly string[] {
  const lines = text.split("\n").map((line) =>
    /(?:^ +|: )((?:env (?:-u \w+ )+)?(?:AWS_PROFILE=\S+ )?(?:deno task|pcluster) .*)$/.exec(line)?.[1]
  );
  return [...new Set(lines.filter((line) => line !== undefined))];
}

/** The program in this process; it shares the sandbox with others, so that its time is real. */
const dayctl = (env: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  programHere(words, { env: { ...env, NO_COLOR: "1" }, clock: hurriedClock() });

const worldOf = async (sandbox: Sandbox) => ({ ...await installDouble(sandbox), INIT_CWD: repository });

Deno.test(
  "tasks beside create",
  sharedSandbox({ settings }, async (step) => {
    await step("preflight: nine gates, the report, nothing changed", async (sandbox) => {
      const environment = await worldOf(sandbox);
      const passed = await dayctl(environment, "preflight", ...flags, "--output", "json");
      assert.equal(passed.code, 0, passed.err);
      const { report, artifacts, task } = JSON.parse(passed.out);
      assert.equal(task, "preflight");
      assert.equal(report.checks.at(-1).id, "network.offerings");
      assert.deepEqual(JSON.parse(await Deno.readTextFile(artifacts.preflight_report)), report);
      const text = await dayctl(environment, "preflight", ...flags);
      assert.match(text.out, /^preflight passed: cluster demo in us-west-2b, (\d+) of \1 checks passed\nreport: \//);

      sandbox.settings.quotaDefault = 1;
      const warned = await dayctl(environment, "preflight", ...flags.filter((flag) => flag !== "--pass-on-warn"));
      assert.equal(warned.code, 1, warned.err);
      assert.match(warned.out, /^preflight stopped[\s\S]*(WARN|FAIL) +quota\./);
      const missing = await dayctl(
        { ...environment, PATH: "/usr/bin:/bin" },
        "preflight",
        ...flags,
        "--output",
        "json",
      );
      assert.equal(missing.code, 4, missing.err);
      assert.equal(JSON.parse(missing.out).report.checks.length, 6);
      assert.ok(sandbox.requests().every(({ mutating }) => !mutating));
      assert.deepEqual(await journals(sandbox), [], "no journal, so nothing to resume");
    });

    await step("watch: from another process, to the end of a creation and of a deletion", async (sandbox) => {
      const environment = await worldOf(sandbox);
      const nobody = await dayctl(environment, "watch", "--cluster", "demo", "--output", "json");
      assert.equal(nobody.code, 1, nobody.err);
      assert.equal(JSON.parse(nobody.out).error.code, "DAY-CLU-001");

      sandbox.holdTime();
      const creation = startProgram(environment, ...demo);
      await creation.saying(/cluster demo: CREATE_IN_PROGRESS/);
      const running = await dayctl(environment, "status", "--runs", "--output", "json");
      const { clusters: [cluster], runs: [run] } = JSON.parse(running.out);
      assert.deepEqual([run.outcome, cluster.next], ["running", "deno task watch --cluster demo --region us-west-2"]);
      const placeless = { ...environment, AWS_REGION: "", AWS_DEFAULT_REGION: "" };
      const watching = startHere(["watch", "--cluster", "demo", "--output", "json"], {
        env: placeless,
        clock: hurriedClock(),
      });
      await watching.saying(/cluster demo: CREATE_IN_PROGRESS/);
      sandbox.releaseTime();
      const watched = await watching.ended;
      assert.equal(watched.code, 0, watched.err);
      assert.deepEqual([JSON.parse(watched.out).status, JSON.parse(watched.out).region], ["created", "us-west-2"]);
      const created = await creation.ended;
      assert.equal(created.code, 0, created.err);

      const next = commandsIn(created.out);
      assert.ok(next.some((command) => command.startsWith("deno task delete ")));
      // A deletion wants its phrase, and a head node to log in to has to be a real one: their own tests run these.
      for (const command of next) {
        if (/^deno task (?:delete|headnode|ssh) /.test(command)) continue;
        await works({ ...environment, INIT_CWD: sandbox.folder }, command);
      }
      const known = await dayctl(environment, "status");
      assert.match(
        known.out,
        /demo {2}us-west-2b {2}CREATE_COMPLETE {2}created here\n[^]* {2}deadline +\S+\n[^]*\n {2}ssh -i \S+ ubuntu@127\.0\.0\.1/,
      );
      const again = await dayctl(environment, ...demo);
      assert.equal(again.code, 6, again.err);
      sandbox.holdTime();
      const offered = commandsIn(again.err);
      assert.deepEqual(offered.map((command) => command.split(" ")[1]), ["describe-cluster", "delete-cluster"]);
      for (const command of offered) await works(environment, command);
      const watches = [[], ["--until-created"]].map((more) =>
        startHere(["watch", "--cluster", "demo", "--output", "json", ...more], {
          env: environment,
          clock: hurriedClock(),
        })
      );
      for (const seeing of watches) await seeing.saying(/cluster demo: DELETE_IN_PROGRESS/);
      sandbox.releaseTime();
      const [gone, missed] = await Promise.all(watches.map(({ ended }) => ended));
      assert.deepEqual([gone.code, JSON.parse(gone.out).status], [0, "deleted"], gone.err);
      assert.deepEqual([missed.code, JSON.parse(missed.out).status], [2, "deleted"], missed.err);
      assert.match(missed.err, /DAY-PC-003: cluster demo was deleted/);
    });

    await step(
      "E27 a creation that fails: causes, what to do, and every command that is printed works",
      async (sandbox) => {
        const environment = await worldOf(sandbox);
        sandbox.settings.failCreation = { reason: "Failed to run chef recipe aws-parallelcluster-slurm::config" };
        const failed = await dayctl(environment, ...demo);
        assert.equal(failed.code, 2, failed.err);
        assert.match(
          failed.err,
          /DAY-PC-003: cluster demo is in CREATE_FAILED\n +HeadNodeWait\S+ \(AWS::CloudFormation::WaitCondition\): Failed to run chef/,
        );
        assert.match(failed.err, /fix: the head node did not finish its setup/);
        assert.match(failed.err, /^! .*CREATE_FAILED/m);
        assert.equal((await stateOf(sandbox)).status, "failed");
        const watched = await dayctl(environment, "watch", "--cluster", "demo", "--output", "json");
        assert.deepEqual([watched.code, JSON.parse(watched.out).status], [2, "failed"], watched.err);
        assert.match(JSON.parse(watched.out).error.message, /Failed to run chef/);

        sandbox.settings.failCreation = null;
        const [resume] = commandsIn((await dayctl(environment, "status", "--runs")).out);
        assert.match(resume, /^deno task create --resume demo_\d{14}$/);
        assert.ok(commandsIn(failed.out).includes(resume));
        // The genuine program: the double knows no logs.
        for (const command of commandsIn(failed.err)) await works(sandbox.environment, command);
        const resumed = await works(environment, resume);
        assert.match(resumed.out, /^created: cluster demo/);
      },
    );
  }),
);

async function works(environment: Readonly<Record<string, string>>, command: string): Promise<Ended> {
  const ended = await typed(environment, command);
  assert.equal(ended.code, 0, `${command}\n${ended.out}\n${ended.err}`);
  return ended;
}

async function journals({ home }: Sandbox): Promise<readonly string[]> {
  const names = await Array.fromAsync(Deno.readDir(`${home}/.config/daylily/runs`), ({ name }) => name);
  return names.filter((name) => name.endsWith(".jsonl"));
}

async function stateOf(sandbox: Sandbox): Promise<{ readonly status: string }> {
  const [[, text]] = [...await artifactTexts(sandbox)].filter(([name]) => name.startsWith("state_demo_"));
  return JSON.parse(text);
}
