import assert from "node:assert/strict";
import { join } from "node:path";
import { lockRun } from "../../lib/state/run_lock.ts";
import type { Fact, RunStatus } from "../../lib/state/journal/facts.ts";
import { beginJournal } from "../../lib/state/journal/journal.ts";
import { account, begun } from "../state/run_facts.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { virtualClock } from "../support/virtual_clock.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { demo, runProgram } from "./program.ts";

type Home = {
  readonly runs: string;
  /** The program in this home, with an AWS that nobody answers for. */
  dayctl(...words: string[]): Promise<Ended>;
  /** The same as a process of its own: a lock is between processes. */
  elsewhere(...words: string[]): Promise<Ended>;
  /** Leaves the journal of a run behind, which has begun to make its cluster unless it made nothing. */
  run(name: string, status?: RunStatus, made?: "nothing"): Promise<void>;
};

const request = {
  region_az: "us-west-2b",
  region: "us-west-2",
  profile: "sandbox",
  config: "config/demo.yaml",
  set: {},
  pass_on_warn: false,
  repo_overrides: {},
  tags: [{ key: "a", value: "1" }],
  create_timeout_minutes: 90,
  ssh_cidr: "0.0.0.0/0",
};

const intent: Fact = {
  fact: "intent",
  kind: "cluster",
  key: "123456789012/us-west-2/demo",
  spec: {},
  found: "absent",
  attempt: 1,
  token: "t",
};

/** A home folder of its own, without cluster tools: who gets as far as asking for them has not been refused. */
function inHome(body: (home: Home) => Promise<void>): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const runs = join(folder, "daylily", "runs");
      await Deno.mkdir(runs, { recursive: true });
      await Deno.writeTextFile(
        join(folder, "config"),
        "[profile sandbox]\nregion = us-west-2\naws_access_key_id = a\naws_secret_access_key = s\n",
      );
      const environment = {
        AWS_CONFIG_FILE: join(folder, "config"),
        AWS_ENDPOINT_URL: "http://127.0.0.1:1",
        AWS_PROFILE: "sandbox",
        DAYLILY_CONFIG_DIR: join(folder, "daylily"),
        DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "/", ".cache", "deno"),
        HOME: folder,
        PATH: "/usr/bin:/bin",
        USER: "tester",
      };
      await body({
        runs,
        dayctl: (...words) => programHere(words, { env: environment }),
        elsewhere: (...words) => runProgram(environment, ...words),
        async run(name, status, made) {
          const [, cluster, runId] = /^(.*)_(\d+)$/.exec(name) ?? [];
          const journal = await beginJournal(join(runs, `${name}.jsonl`), virtualClock());
          const [first, caller] = begun(cluster, runId);
          const facts: Fact[] = [
            { ...first, profile: "sandbox", request } as Fact,
            caller,
            { fact: "preflight_passed" },
            ...(made === "nothing" ? [] : [intent]),
            ...(status === undefined ? [] : [{ fact: "end", status, exit_code: 2 } as const]),
          ];
          for (const fact of facts) await journal.record(fact);
          journal.close();
        },
      });
    });
}

function assertRefused({ code, out, err }: Ended, exitCode: number, ...said: readonly RegExp[]): void {
  assert.deepEqual([code, out], [exitCode, ""], err);
  for (const pattern of said) assert.match(err, pattern);
}

Deno.test(
  "decision 2: under somebody else's lock create is refused, exit 6, and told who holds it",
  inHome(async ({ runs, dayctl, elsewhere, run }) => {
    const holder = { pid: 4711, host: "elsewhere", user: "alice", command: "dayctl create --region-az us-west-2b" };
    await run("demo_20260101000000");
    const lock = await lockRun(runs, { account, region: "us-west-2", subject: "demo" }, holder);
    assertRefused(await elsewhere(...demo), 6, /DAY-RUN-001.*process 4711 of alice on elsewhere/, /kill -INT 4711/);
    assertRefused(await dayctl("create", "--resume"), 6, /DAY-RUN-001/);
    lock.release();
  }),
);

Deno.test(
  "decision 3.39: before an unfinished run of the same cluster create is refused, exit 6, with the way on",
  inHome(async ({ dayctl, run }) => {
    await run("demo_20260101000000", "failed");
    const onward = [/create --resume demo_20260101000000/, /--new-run/];
    assertRefused(await dayctl(...demo), 6, /DAY-RUN-002/, ...onward);
  }),
);

Deno.test(
  "a failed run that has made nothing is in nobody's way; --new-run takes the place of any other",
  inHome(async ({ dayctl, run }) => {
    await run("demo_20260101000000", "failed", "nothing");
    // Without cluster tools preflight ends them: they were not turned away.
    const { code, err } = await dayctl(...demo);
    assert.equal(code, 4, err);
    await run("demo_20260102000000", "interrupted");
    assertRefused(
      await dayctl(...demo),
      6,
      /DAY-RUN-002: an earlier creation of cluster demo stopped before its end \(run demo_20260102000000\)/,
    );
    const anew = await dayctl(...demo, "--new-run");
    assert.equal(anew.code, 4, anew.err);
    // It has not come as far as to take anything over, so that the earlier run can still be resumed.
    assertRefused(
      await dayctl(...demo),
      6,
      /DAY-RUN-002: an earlier creation of cluster demo stopped before its end \(run demo_20260102000000\)/,
    );
  }),
);

Deno.test(
  "finished runs and other clusters are in nobody's way",
  inHome(async ({ dayctl, run }) => {
    await run("demo_20260101000000", "created");
    await run("demo_20260102000000", "dry_run_ok");
    await run("other_20260103000000");
    const { code, err } = await dayctl(...demo);
    assert.equal(code, 4, err);
    assert.match(err, /DAY-PRE-001/);
  }),
);

Deno.test(
  "decision 3.23: --resume with nothing, several, a finished and an unknown run is exit 1 with what there is",
  inHome(async ({ dayctl, run }) => {
    assertRefused(await dayctl("create", "--resume"), 1, /DAY-RUN-003.*no run is unfinished/);
    assertRefused(await dayctl("create", "--resume", "--new-run"), 1, /DAY-USE-001.*exclude each other/);
    await run("demo_20260101000000", "created");
    assertRefused(await dayctl("create", "--resume", "demo_20260101000000"), 1, /nothing left to resume/);
    assertRefused(await dayctl("create", "--resume", "20269999999999"), 1, /there is no run 20269999999999/);
    await run("demo_20260102000000");
    await run("other_20260102000000", "interrupted");
    const list = [/demo_20260102000000/, /other_20260102000000/];
    assertRefused(await dayctl("create", "--resume"), 1, /several/, ...list);
    assertRefused(await dayctl("create", "--resume", "20260102000000"), 1, /several/, ...list);
  }),
);

Deno.test(
  "decision 3.31: a flag that disagrees with the recorded run is refused, exit 1; one that agrees is fine",
  inHome(async ({ dayctl, run }) => {
    await run("demo_20260101000000");
    const disagreeing = [
      ["--region-az", "us-west-2c"],
      ["--profile", "other"],
      ["--set", "cluster_name=x"],
      ["--tag", "b=2"],
      ["--pass-on-warn"],
    ];
    const refused = await Promise.all(disagreeing.map((flags) => dayctl("create", "--resume", ...flags)));
    refused.forEach((ended, index) => {
      assertRefused(ended, 1, /DAY-USE-001/, new RegExp(disagreeing[index][0]), /use --resume without these flags/);
    });
    // It goes on to ask whose credentials these are, of an AWS that does not answer.
    const { code, err } = await dayctl("create", "--resume", "--region-az", "us-west-2b", "--tag", "a=1");
    assert.equal(code, 2, err);
    assert.match(err, /DAY-NET-001.*resuming run demo_20260101000000/);
  }),
);
