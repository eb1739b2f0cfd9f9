import assert from "node:assert/strict";
import { join } from "node:path";
import { tasks } from "../tasks/tasks.ts";
import { repository } from "./support/source_files.ts";

type Lock = { readonly specifiers: Record<string, string>; readonly npm: Record<string, unknown> };

async function lockOf(name: string): Promise<Lock> {
  return JSON.parse(await Deno.readTextFile(join(repository, name)));
}

/** `deno task` fetches whatever `deno.lock` names before it runs anything. */
Deno.test("what a start of the product fetches is what the product needs: no package of tests or tools", async () => {
  const { specifiers } = await lockOf("deno.lock");
  const { imports } = JSON.parse(await Deno.readTextFile(join(repository, "deno.json")));
  assert.deepEqual(Object.keys(specifiers).sort(), Object.values<string>(imports).sort());
  for (const path of ["main.ts", ...tasks.map(({ name }) => `tasks/${name}.ts`)]) {
    const output = await new Deno.Command("deno", { args: ["info", "--json", path], cwd: repository }).output();
    const { modules, npmPackages } = JSON.parse(new TextDecoder().decode(output.stdout));
    const names = Object.values<{ name: string }>(npmPackages).map(({ name }) => name);
    assert.ok(modules.length > 100 && names.includes("zod"), path);
    assert.deepEqual(names.filter((name) => ["dax", "fast-check"].includes(name)), [], path);
  }
});

Deno.test("tests run with the very packages that the product runs with", async () => {
  const [product, development] = await Promise.all([lockOf("deno.lock"), lockOf("development.lock")]);
  for (const part of ["specifiers", "npm"] as const) {
    for (const [name, locked] of Object.entries(product[part])) assert.deepEqual(development[part][name], locked, name);
  }
});
