import assert from "node:assert/strict";
import { tasks } from "../../tasks/tasks.ts";
import { loadTask } from "../../tasks/wiring/load_task.ts";
import { programHere } from "../support/program_here.ts";

/** The program with these words, without an environment that could lead it anywhere. */
const dayctl = (...words: string[]) => programHere(words, { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" } });

Deno.test("without a task, and with --help, every task is listed with what it does", async () => {
  const [plain, help] = await Promise.all([dayctl(), dayctl("--help")]);
  assert.deepEqual([plain.code, plain.err, plain.out], [0, "", help.out]);
  const words = plain.out.replaceAll(/\n {4,}/g, " ");
  for (const { name, brief } of tasks) assert.ok(words.includes(`  ${name} `) && words.includes(brief), name);
  assert.deepEqual(plain.out.split("\n").filter((line) => line.length > 80), []);
});

Deno.test("the version is the manifest's", async () => {
  const { version } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assert.deepEqual(await dayctl("--version"), { code: 0, out: `${version}\n`, err: "" });
  assert.deepEqual(await dayctl("create", "--version"), { code: 0, out: `${version}\n`, err: "" });
});

Deno.test("a mistyped task is told, with the one that may be meant", async () => {
  const { code, out, err } = await dayctl("craete");
  assert.deepEqual([code, out], [1, ""]);
  assert.match(err, /DAY-USE-001: there is no task craete\n.*did you mean create\?/);
  assert.match((await dayctl("zzzzzzzz")).err, /fix: the tasks are create, preflight, /);
});

Deno.test("a flag before the task is not taken for a task", async () => {
  const [before, alone, json] = await Promise.all([
    dayctl("--debug", "create", "--plan"),
    dayctl("--foo"),
    dayctl("--output", "json", "status"),
  ]);
  assert.match(before.err, /DAY-USE-001: --debug is written before the task\n.*: deno task create --debug\n/);
  assert.match(alone.err, /DAY-USE-001: --foo is written before the task\n.*: deno task TASK --foo\n/);
  assert.deepEqual([before.code, alone.code, json.code, before.out], [1, 1, 1, ""]);
});

Deno.test("decision 1.2: the long name is an alias", async () => {
  const [short, long] = await Promise.all([dayctl("create", "--help"), dayctl("create-cluster", "--help")]);
  assert.deepEqual(short, long);
  assert.match(short.out, /--region-az ZONE/);
});

Deno.test("every task of the list is a task of that name and has its own help", async () => {
  for (const { name } of tasks) {
    const task = await loadTask(name);
    assert.equal(task.name, name);
    assert.ok(task.brief.length > 0);
  }
  const names = tasks.flatMap(({ name, aliases }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length);
});

Deno.test("T1, T8, T9: the first thing that counts decides", async () => {
  const usage = await dayctl("create");
  assert.deepEqual([usage.code, usage.err], [0, ""]);
  assert.match(usage.out, /^USAGE\n/);
  const [bad, unknown, late] = await Promise.all([
    dayctl("create", "--repo-override", "novalue", "--help"),
    dayctl("create", "--repo-override", "unknown:x", "--help"),
    dayctl("create", "--help", "--repo-override", "novalue"),
  ]);
  assert.deepEqual([bad.code, bad.out, unknown.code, unknown.out, late.code], [1, "", 1, "", 0]);
  assert.match(bad.err, /novalue/);
  assert.match(unknown.err, /daylily-omics-analysis/);
});
