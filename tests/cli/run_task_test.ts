import assert from "node:assert/strict";
import { runTask } from "../../lib/cli/commands/run_task.ts";
import { silentPrompter } from "../../lib/cli/terminal/silent_prompter.ts";
import type { Answer } from "../../lib/answers/answer.ts";
import { task, type TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { Interrupted } from "../../lib/host/interruption.ts";
import { requestTally } from "../../lib/host/net/request_tally.ts";
import { outsideHere } from "../support/program_here.ts";

type Outcome = { readonly code: number; readonly out: string; readonly err: string; readonly disposed: number };

/** Runs a task that does `job`, with these words on the command line. */
async function outcomeOf(
  job: (context: TaskContext) => Answer | Promise<Answer>,
  ...argv: string[]
): Promise<Outcome> {
  const rent = task({
    name: "rent",
    brief: "Rents a thing",
    hasStatus: true,
    flags: {},
    run: async (_flags, _words, context) => await job(context),
  });
  let [out, err, disposed] = ["", "", 0];
  const streams = { out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  const { signal } = new AbortController();
  const outside = outsideHere({ env: { HOME: "/", USER: "u", INIT_CWD: "/" } }, signal);
  const code = await runTask(
    rent,
    argv,
    { streams, outside: () => Promise.resolve(outside) },
    "1.2.3",
    () =>
      Promise.resolve({
        isTerminal: false,
        ...outside,
        atEnd: () => {},
        emit: () => {},
        print: () => {},
        prompter: silentPrompter(),
        signal,
        toolVersion: "1.2.3",
        tally: requestTally(outside.clock),
        commandLine: "dayctl rent",
        dispose: () => void disposed++,
      }),
  );
  return { code, out, err, disposed };
}

const fail = (error: unknown) => () => Promise.reject(error);

Deno.test("decision 7: a mistake without an advice of its own leads to the help of the task, in a command that can be typed", async () => {
  const mistake = new DayError("DAY-USE-001", "--size 0: too small");
  const thrown = await outcomeOf(fail(mistake), "--output", "json");
  assert.equal(JSON.parse(thrown.out).error.fix, "see deno task rent --help");
  assert.match(thrown.err, /fix: see deno task rent --help\n/);
  const answered = await outcomeOf(() => ({ json: {}, text: "", error: mistake }));
  assert.match(answered.err, /fix: see deno task rent --help\n/);
  const own = await outcomeOf(fail(new DayError("DAY-USE-001", "--size 0", { fix: "give 1" })));
  assert.match(own.err, /fix: give 1\n/);
});

Deno.test("the next commands stand at the end of the text, and in the document of every task that can have some", async () => {
  const answer = { json: {}, text: "rented", next: ["dayctl return", "dayctl rent --again"] };
  const text = await outcomeOf(() => answer);
  assert.equal(text.out, "rented\nnext:\n  dayctl return\n  dayctl rent --again\n");
  const document = async (given: Answer) => JSON.parse((await outcomeOf(() => given, "--output", "json")).out);
  assert.deepEqual((await document(answer)).next, answer.next);
  assert.deepEqual((await document({ ...answer, next: [] })).next, []);
  assert.ok(!("next" in await document({ json: {}, text: "" })));
  assert.equal((await outcomeOf(() => ({ ...answer, next: [] }))).out, "rented\n");
});

Deno.test("design 5.7: standard output gets the answer and nothing else, in text or as one sorted JSON document", async () => {
  const answer = { json: { z: 1, b: { y: [2], a: null } }, text: "rented" };
  const text = await outcomeOf(() => answer);
  assert.deepEqual(text, { code: 0, out: "rented\n", err: "", disposed: 1 });
  const json = await outcomeOf(() => answer, "--output", "json");
  assert.equal(
    json.out,
    `{
  "b": {
    "a": null,
    "y": [
      2
    ]
  },
  "exit_code": 0,
  "schema_version": 1,
  "task": "rent",
  "z": 1
}
`,
  );
  assert.deepEqual([json.code, json.err], [0, ""]);
  assert.equal((await outcomeOf(() => ({ json: {}, text: "" }))).out, "");
  assert.equal((await outcomeOf(() => ({ json: {}, text: "line\n", exitCode: 3 }))).code, 3);
});

Deno.test("decisions 2: the exit code is the error's, which goes to standard error with what to do", async () => {
  const error = new DayError("DAY-RUN-001", "somebody else is at it", { fix: "wait\nor do not" });
  const { code, out, err, disposed } = await outcomeOf(fail(error));
  assert.deepEqual([code, out, disposed], [6, "", 1]);
  assert.equal(err, "error DAY-RUN-001: somebody else is at it\n  fix: wait\n       or do not\n");
});

Deno.test("with --output json a failure is a JSON document as well", async () => {
  const error = new DayError("DAY-PC-003", "it failed", { fix: "delete it" });
  const answer = { json: { status: "failed" }, text: "failed", error };
  const { code, out, err } = await outcomeOf(() => answer, "--output=json");
  assert.equal(code, 2);
  assert.deepEqual(JSON.parse(out), {
    error: { code: "DAY-PC-003", message: "it failed", fix: "delete it" },
    exit_code: 2,
    schema_version: 1,
    status: "failed",
    task: "rent",
  });
  assert.match(err, /^error DAY-PC-003: it failed\n/);
  assert.equal((await outcomeOf(() => answer)).out, "failed\n");
});

Deno.test("T2: a command line that is not understood is a failure like others, also as JSON", async () => {
  const text = await outcomeOf(() => assert.fail(), "--foo");
  assert.deepEqual([text.code, text.out, text.disposed], [1, "", 0]);
  assert.match(text.err, /DAY-USE-001.*--foo/);
  for (const argv of [["--foo", "--output", "json"], ["--output=json", "--foo"]]) {
    const { code, out } = await outcomeOf(() => assert.fail(), ...argv);
    const { exit_code, error, status } = JSON.parse(out);
    assert.deepEqual([code, exit_code, error.code, status], [1, 1, "DAY-USE-001", "failed"]);
  }
});

Deno.test("help and version go to standard output, and nothing is run", async () => {
  const help = await outcomeOf(() => assert.fail(), "--help");
  assert.deepEqual([help.code, help.err], [0, ""]);
  assert.match(help.out, /USAGE/);
  assert.deepEqual(await outcomeOf(() => assert.fail(), "--version"), {
    code: 0,
    out: "1.2.3\n",
    err: "",
    disposed: 0,
  });
});

Deno.test("E30, T13: a question under --non-interactive is one JSON object on standard error, exit 1", async () => {
  const ask = async ({ prompter }: TaskContext): Promise<Answer> => {
    await prompter.text({ id: "cluster_name", message: "Name of the cluster" });
    return { json: {}, text: "" };
  };
  const { code, out, err } = await outcomeOf(ask, "--non-interactive");
  assert.deepEqual([code, out], [1, ""]);
  const [first, ...rest] = err.split("\n");
  assert.equal(
    first,
    '{"error":"prompt_required","exit_code":1,"key":"cluster_name","message":"cluster_name: Name of the cluster"}',
  );
  assert.match(rest.join("\n"), /DAY-PROMPT-001.*\n.*--set cluster_name=VALUE/);
  const json = await outcomeOf(ask, "--output", "json");
  assert.equal(JSON.parse(json.out).error.code, "DAY-PROMPT-001");
});

Deno.test("interrupted: the exit code of the signal, and no error", async () => {
  for (const code of [130, 143]) {
    const { code: given, out, err, disposed } = await outcomeOf(fail(new Interrupted(code)));
    assert.deepEqual([given, out, err, disposed], [code, "", "", 1]);
  }
});

Deno.test("decisions 7: the JSON document of what a signal ended early has an error and, like other failures, a status", async () => {
  for (const [code, name] of [[130, "DAY-INT-001"], [143, "DAY-INT-002"]] as const) {
    const { out, err } = await outcomeOf(fail(new Interrupted(code)), "--output", "json");
    const { error, ...others } = JSON.parse(out);
    assert.deepEqual(others, { exit_code: code, schema_version: 1, status: "interrupted", task: "rent" });
    assert.deepEqual([error.code, Object.keys(error), err], [name, ["code", "fix", "message"], ""]);
  }
  // An answer of its own: create tells what it has written.
  const interrupted = { exitCode: 130, json: { status: "interrupted", next: [] }, text: "" };
  const own = JSON.parse((await outcomeOf(() => interrupted, "--output", "json")).out);
  assert.deepEqual([own.next, own.status, own.error.code], [[], "interrupted", "DAY-INT-001"]);
  const failed = JSON.parse((await outcomeOf(fail(new TypeError("x")), "--output", "json")).out);
  assert.deepEqual([failed.status, failed.error.code], ["failed", "DAY-BUG-001"]);
});

Deno.test("what nobody expected says so; the SDK's errors are explained", async () => {
  const bug = await outcomeOf(fail(new TypeError("x is undefined")));
  assert.equal(bug.code, 2);
  assert.match(bug.err, /DAY-BUG-001: .*x is undefined/);
  assert.doesNotMatch(bug.err, /run_task_test/, "stack traces are for --debug");
  assert.match((await outcomeOf(fail("a text"))).err, /DAY-BUG-001: .*a text/);
  const denied = Object.assign(new Error("no"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  assert.match((await outcomeOf(fail(denied))).err, /DAY-AWS-002/);
  const noKeys = Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" });
  const { code, err } = await outcomeOf(fail(noKeys));
  assert.deepEqual([code, /DAY-CRED-001/.test(err)], [1, true]);
});

Deno.test("design 5.6: stack traces of the error and its causes only with --debug", async () => {
  const error = new DayError("DAY-AWS-001", "outer", { cause: new Error("inner") });
  const { err } = await outcomeOf(fail(error), "--debug");
  assert.match(err, /outer[\s\S]*run_task_test\.ts[\s\S]*Error: inner[\s\S]*run_task_test\.ts/);
});

Deno.test("design 5.9: a name with control characters in an answer does not steer the terminal", async () => {
  const { out } = await outcomeOf(() => ({ json: {}, text: "cluster \u001b[31mdemo\r\n\tstands" }));
  assert.equal(out, "cluster \ufffd[31mdemo\ufffd\n\tstands\n");
});

Deno.test("design 5.8, 5.9: secrets and control characters do not leave in an error", async () => {
  const key = "AKIA" + "IOSFODNN7EXAMPLE";
  const error = new DayError("DAY-AWS-001", `bad \u001b[2J ${key}`, { fix: `not ${key}` });
  const { out, err } = await outcomeOf(fail(error), "--output", "json", "--debug");
  for (const text of [out, err]) assert.ok(!text.includes(key) && !text.includes("\u001b"), text);
});
