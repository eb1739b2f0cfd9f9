import assert from "node:assert/strict";
import { join } from "node:path";
import { configureCreated } from "../../lib/cluster/create/configure_created.ts";
import type { HeadNode } from "../../lib/cluster/headnode/head_node.ts";
import { runSteps } from "../../lib/cluster/headnode/run_steps.ts";
import { headNodeSteps } from "../../lib/cluster/headnode/steps.ts";
import type { CreateDeps } from "../../lib/cluster/create_deps.ts";
import type { Finished } from "../../lib/host/processes.ts";
import type { Findings } from "../../lib/preflight/preflight.ts";
import { lastFact } from "../../lib/state/journal/facts.ts";
import { beginRun } from "../../lib/state/run.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { request, runWorld } from "./run_world.ts";

const node: HeadNode = {
  ...{ cluster: "demo", region: "us-west-2", via: "ssh", address: "203.0.113.7", host: "203.0.113.7", instance: "i-1" },
  key: '/k%d/a "b.pem',
};
const wish = { repository: "https://example.org/r.git", tag: "v1; rm -rf ~", catalogue: "", enforce: "" } as const;
const fine: Finished = { code: 0, stdout: "", stderr: "" };

type Answers = (command: string) => Finished | Promise<Finished>;

/** A run whose `ssh` and `scp` answer as a test says, and what they were asked. */
async function answering(
  answers: Answers,
  body: (deps: CreateDeps, asked: string[][], folder: string) => Promise<void>,
) {
  await inTemporaryFolder(async (folder) => {
    const world = runWorld(folder);
    const asked: string[][] = [];
    const processes: CreateDeps["processes"] = {
      ...world.deps.processes,
      which: (program) => Promise.resolve(`/usr/bin/${program}`),
      run: async (argv) => {
        asked.push([...argv]);
        const answer = await answers(argv.at(-1) ?? "");
        // What the shell over there says before it does anything else.
        const [, begun] = /echo (dayctl-step-begins);/.exec(argv.at(-1) ?? "") ?? [];
        if (begun === undefined || answer.code === 255) return answer;
        const { stdout } = answer;
        return {
          ...answer,
          stdout: stdout.includes("NOT BEGUN") ? stdout : stdout.replace(/(.*NOISE\n)?/s, `$1${begun}\n`),
        };
      },
    };
    await body({ ...world.deps, processes }, asked, folder);
  });
}

const nothingDone = { isDone: () => false, onDone: () => Promise.resolve() };

Deno.test("headnode case 8: a clone without connection is one failure, and what comes after it is not tried", () =>
  answering(
    (command) => command.includes("git clone") ? { code: 255, stdout: "", stderr: "Connection reset\n" } : fine,
    async (deps, asked, folder) => {
      const written: string[] = [];
      const onDone = (step: string) => Promise.resolve(void written.push(step));
      const results = await runSteps(deps, node, headNodeSteps(wish), { ...nothingDone, onDone });
      assert.deepEqual(written, ["key", "show_key"], "a failed step is no finished one");
      assert.deepEqual(results.map(({ step, outcome }) => `${step} ${outcome}`), [
        "key done",
        "show_key done",
        "clone failed",
        "tools skipped",
        "environment skipped",
      ]);
      assert.equal(results[2].message, "no connection to 203.0.113.7: Connection reset");
      assert.equal(asked.length, 3);
      // Untrusted text is one word of the shell over there.
      assert.match(
        asked[2].at(-1) ?? "",
        / dayctl https:\/\/example\.org\/r\.git 'v1; rm -rf ~' daylily-ephemeral-cluster$/,
      );
      const conf = await Deno.readTextFile(join(folder, "daylily", "ssh", "demo.us-west-2.conf"));
      assert.match(conf, /^IdentityFile "\/k%%d\/a \\"b\.pem"$/m);
      assert.match(conf, /^HostKeyAlias i-1$/m);
      assert.match(conf, /^StrictHostKeyChecking accept-new$/m);
    },
  ));

Deno.test("a step that does not end has a limit, and says what it waited for; without ssh all is skipped", async () => {
  await answering(
    (command) => command.includes("headnode-tools") ? { ...fine, code: 143, late: true } : fine,
    async (deps) => {
      const results = await runSteps(deps, node, headNodeSteps(wish), nothingDone);
      const tools = "not finished within 60 minutes: installing the tools of the control repository";
      assert.deepEqual(results.map(({ message }) => message), ["", "", "", tools, ""]);
    },
  );
  await answering(() => Promise.reject(new Deno.errors.NotFound("no ssh")), async (deps, asked) => {
    const results = await runSteps(deps, node, headNodeSteps(wish), nothingDone);
    assert.deepEqual([results[0].message, results.slice(1).every(({ outcome }) => outcome === "skipped")], [
      "no ssh",
      true,
    ]);
    assert.equal(asked.length, 1);
  });
});

Deno.test("headnode cases 9 and 10: without key or address nothing is contacted, and the creation goes on with a warning", () =>
  answering(() => fine, async (deps, asked, folder) => {
    const run = await beginRun(deps, {
      operation: "create",
      subject: "demo",
      region: "us-west-2",
      profile: "",
      request,
    });
    try {
      const findings = { pemPath: join(folder, "gone.pem") } as Findings;
      const warned = () => lastFact(run.journal.facts, "warning");
      await configureCreated(run, { address: "203.0.113.7", instance: "i-1" }, findings);
      assert.match(warned()?.message ?? "", /gone\.pem does not exist/);
      for (const place of [undefined, { address: "-oProxyCommand=x", instance: "" }]) {
        await configureCreated(run, place, findings);
        assert.deepEqual([warned()?.id, warned()?.post_create, asked.length], ["headnode.address", true, 0]);
      }
      const pemPath = join(folder, "k.pem");
      await Deno.writeTextFile(pemPath, "", { mode: 0o600 });
      await configureCreated(run, { address: "203.0.113.7", instance: "i-1" }, { ...findings, pemPath });
      assert.equal(asked.length, 5);
      await configureCreated(run, { address: "203.0.113.7", instance: "i-1" }, { ...findings, pemPath });
      assert.equal(asked.length, 5, "what is done is not done again by the same run");
      await configureCreated(run, { address: "203.0.113.7", instance: "i-2" }, { ...findings, pemPath });
      assert.equal(asked.length, 10, "another instance has nothing yet");
    } finally {
      run.close();
    }
  }));

/** A creation whose head node answers as a test says, and the ids of the warnings that it left. */
async function creation(
  answers: Answers,
  asks: Partial<typeof request>,
  body: (configure: () => Promise<readonly string[]>, asked: string[][], folder: string) => Promise<void>,
): Promise<void> {
  await answering(answers, async (deps, asked, folder) => {
    const about = { operation: "create", subject: "demo", region: "us-west-2", profile: "" } as const;
    const run = await beginRun(deps, { ...about, request: { ...request, ...asks } });
    const pemPath = join(folder, "k.pem");
    await Deno.writeTextFile(pemPath, "", { mode: 0o600 });
    try {
      await body(
        async () => {
          await configureCreated(run, { address: "203.0.113.7", instance: "i-1" }, { pemPath } as Findings);
          return run.journal.facts.flatMap((fact) => fact.fact === "warning" ? [`${fact.id}: ${fact.message}`] : []);
        },
        asked,
        folder,
      );
    } finally {
      run.close();
    }
  });
}

async function pack(folder: string): Promise<void> {
  await Deno.mkdir(join(folder, "dist"));
  await Deno.writeTextFile(join(folder, "dist", "dayctl"), "the program");
}

const steps = 5;
const intel: Answers = (command) => command.includes("uname -sm") ? { ...fine, stdout: "Linux x86_64\n" } : fine;

Deno.test("decision 3.57c: a creation ships what was packaged from its source, once, and nothing where nothing was", async () => {
  await creation(intel, {}, async (configure, asked, folder) => {
    assert.deepEqual([await configure(), asked.length], [[], steps]);
    await pack(folder);
    assert.deepEqual([await configure(), asked.length], [[], steps + 4]);
    const [look, copy, check, shims] = asked.slice(steps).map((argv) => argv.join(" "));
    assert.match(look, /uname -sm/);
    assert.match(copy, /^scp .*\/dist\/dayctl 203\.0\.113\.7:\.dayctl\.part$/);
    assert.match(check, /self-check/);
    assert.match(shims, / daylily-ephemeral-cluster create_budget\.sh helpers\/setup_cluster_heartbeat\.py /);
    assert.deepEqual([await configure(), asked.length], [[], steps + 4], "a resume does not do it again");
  });
  await creation(intel, { ship_binary: false }, async (configure, asked, folder) => {
    await pack(folder);
    assert.deepEqual([await configure(), asked.length], [[], steps], "--no-ship-binary");
  });
});

Deno.test("decision 3.57c: what cannot be shipped is a warning, replaces no script, and is tried again by a resume", async () => {
  let broken = true;
  const answers: Answers = (command) =>
    broken && command.includes("self-check")
      ? { ...fine, code: 1, stderr: "error: no room in the cache\n" }
      : intel(command);
  await creation(answers, {}, async (configure, asked, folder) => {
    await pack(folder);
    const warned = ["headnode.self_check: self_check: ended with exit code 1: error: no room in the cache"];
    assert.deepEqual([await configure(), asked.length], [warned, steps + 3]);
    broken = false;
    assert.deepEqual([await configure(), asked.length], [warned, steps + 7]);
  });
  const other: Answers = (command) => command.includes("uname -sm") ? { ...fine, stdout: "Linux riscv64\n" } : fine;
  await creation(other, {}, async (configure, asked, folder) => {
    await pack(folder);
    const warned = [
      "headnode.program: program: no package of the program exists for this kind of machine: Linux riscv64",
    ];
    assert.deepEqual([await configure(), asked.length], [warned, steps + 1]);
  });
  const mute: Answers = (command) => command.includes("self-check") ? { ...fine, code: 7 } : intel(command);
  await creation(mute, {}, async (configure, _, folder) => {
    await pack(folder);
    assert.deepEqual(await configure(), ["headnode.self_check: self_check: ended with exit code 7, and said nothing"]);
  });
  await creation(() => ({ code: 255, stdout: "", stderr: "gone\n" }), {}, async (configure, asked, folder) => {
    await pack(folder);
    assert.deepEqual([(await configure()).length, asked.length], [1, 1], "nobody is there to ship anything to");
  });
});

Deno.test("a start-up file of the head node that prints, or ends the shell, is told by name with what was seen", async () => {
  const noisy: Answers = (command) =>
    command.includes("uname") ? intel(command) : { ...fine, stdout: "\nwelcome \u001b[31mhere\nNOISE\n" };
  await creation(noisy, {}, async (configure, asked) => {
    const [told, ...others] = await configure();
    assert.match(told, /^headnode\.start_up_file: key: .*~\/\.bashrc there; it printed: welcome \ufffd\[31mhere$/);
    assert.deepEqual([others, asked.length], [[], steps], "once, and the steps are done nevertheless");
  });
  const ends = (code: number): Answers => () => ({ code, stdout: "NOT BEGUN\n", stderr: "not today\n" });
  await creation(ends(9), {}, async (configure) => {
    const [told, ...others] = await configure();
    const why = "ended with exit code 9 before the step began: check the start-up file";
    assert.ok(told.includes(why) && told.endsWith("~/.bashrc there; it printed: not today"), told);
    assert.equal(others.length, 1, "the clone as well, and nothing that needs it");
  });
  await creation(ends(0), {}, async (configure) => {
    assert.deepEqual(await configure(), [], "a warning says that nothing shows that they ran");
  });
});
