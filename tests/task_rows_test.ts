import assert from "node:assert/strict";
import { join } from "node:path";
import { referencePage } from "../lib/cli/pages/reference_page.ts";
import { tasks } from "../tasks/tasks.ts";
import { loadTask } from "../tasks/wiring/load_task.ts";
import { taskEntries, taskFilesText, withTaskEntries } from "../tools/task_entries.ts";
import { repository } from "./support/source_files.ts";

type Entry = { readonly description: string; readonly command?: string };

const text = await Deno.readTextFile(join(repository, "deno.json"));
const { tasks: defined, permissions }: {
  readonly tasks: Readonly<Record<string, Entry>>;
  readonly permissions: Readonly<Record<string, unknown>>;
} = JSON.parse(text);

Deno.test("decision 1.2: deno.json has every task and every alias as its row says; deno task docs writes them", () => {
  const product = Object.entries(defined).filter(([, { command = "" }]) => command.includes(" tasks/"));
  const expected = tasks.flatMap(({ name, aliases, brief, permissions, v8Flags }) => {
    const v8 = v8Flags === undefined ? "" : ` --v8-flags=${v8Flags.join(",")}`;
    const command = `deno run -q --no-prompt -P=${permissions}${v8} tasks/${name}.ts`;
    const same = { description: `the same as ${name}`, command };
    return [[name, { description: brief, command }], ...aliases.map((alias) => [alias, same])];
  });
  assert.deepEqual(product, expected);
  assert.equal(withTaskEntries(text, taskEntries(tasks)), text);
  for (const { name, permissions: set } of tasks) assert.ok(set in permissions, name);
});

Deno.test("the list of the tasks' files is the one that deno task docs writes", async () => {
  assert.equal(await Deno.readTextFile(join(repository, "tasks/wiring/task_files.ts")), taskFilesText(tasks));
});

Deno.test("the reference page is the one that the tasks give; deno task docs writes it", async () => {
  const all = await Promise.all(tasks.map(async ({ name, aliases }) => ({ task: await loadTask(name), aliases })));
  assert.equal(await Deno.readTextFile(join(repository, "docs/reference.md")), referencePage(all));
});

Deno.test("the file that deno.json starts is the task that the row loads", async () => {
  for (const { name } of tasks) {
    const started: { readonly default: unknown } = await import(`../tasks/${name}.ts`);
    assert.equal(started.default, await loadTask(name), name);
  }
});

Deno.test("the writing of deno.json puts right what differs, and leaves alone what is no task of the product", () => {
  const [first, ...others] = tasks;
  for (const rows of [[], others, [{ ...first, name: "hello", brief: 'says "$&"' }, ...others]]) {
    const changed = withTaskEntries(text, taskEntries(rows));
    assert.deepEqual(Object.keys(JSON.parse(changed).tasks).includes("create"), false);
    assert.deepEqual(JSON.parse(changed).tasks.docs, defined.docs);
    assert.equal(withTaskEntries(changed, taskEntries(tasks)), text);
  }
});

Deno.test("decision 1.2: an alias is a task of deno as well and does the same", async () => {
  const help = async (name: string) => {
    const options = { args: ["task", "-q", name, "--help"], cwd: repository, env: { NO_COLOR: "1" } };
    const { code, stdout } = await new Deno.Command("deno", options).output();
    return [code, new TextDecoder().decode(stdout)];
  };
  const aliases = tasks.flatMap(({ name, aliases }) => aliases.map((alias) => [name, alias]));
  assert.ok(aliases.length > 0);
  for (const [name, alias] of aliases) {
    const [code, said] = await help(alias);
    assert.deepEqual([code, said], [0, (await help(name))[1]]);
    assert.match(String(said), new RegExp(`^USAGE\n  deno task ${name} `));
  }
});
