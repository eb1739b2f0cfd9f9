import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { tasks } from "../../tasks/tasks.ts";
import { facadesOf, withFacades } from "../../tools/package/facades.ts";
import { firstFiles } from "../../tools/package/first_files.ts";
import { headerText } from "../../tools/package/header.ts";
import { withLateImports, withPlainImports } from "../../tools/package/late_imports.ts";
import { withLazyRequire } from "../../tools/package/lazy_require.ts";
import { withPlainKeys } from "../../tools/package/plain_keys.ts";
import { steadyNames } from "../../tools/package/steady_names.ts";
import { sourceFiles } from "../support/source_files.ts";

Deno.test("a client of the SDK is packaged with what the program uses of it, however it is loaded", async () => {
  const loads =
    `const { A, B: other } = await import("@aws-sdk/client-x");\nconst { C } =\n  await import(\n    "@aws-sdk/client-x"\n  );`;
  const facades = facadesOf([{ path: "lib/a.ts", text: loads }]);
  assert.deepEqual([...facades], [["facades/client-x.ts", 'export { A, B, C } from "@aws-sdk/client-x";\n']]);
  assert.equal(withFacades(loads, (path) => `../${path}`).match(/import\("\.\.\/facades\/client-x\.ts"\)/g)?.length, 2);
  const whole = { path: "lib/b.ts", text: 'const all = await import("@aws-sdk/client-x");' };
  assert.throws(() => facadesOf([whole]), /lib\/b\.ts loads a client of the SDK otherwise/);
  const own = facadesOf(await sourceFiles("main.ts", "tasks", "lib"));
  assert.match(own.get("facades/client-ec2.ts") ?? "", /\bEC2Client\b/);
});

Deno.test("tables of the SDK get plain names where the constant is known, and stay as they are elsewhere", () => {
  const text = 'var _xN = "xmlName";\nvar T = [{ [_xN]: 1, [_other]: 2 }, list[_xN], [_xN]];';
  assert.equal(withPlainKeys(text), 'var _xN = "xmlName";\nvar T = [{ "xmlName": 1, [_other]: 2 }, list[_xN], [_xN]];');
});

Deno.test("what is loaded later is not read before", () => {
  const text = 'import("./1.js");import("./other.js");import a from"./1.js"';
  const late = 'import(String("./1.js"));import("./other.js");import a from"./1.js"';
  assert.equal(withLateImports(text, (name) => name === "1.js"), late);
  assert.equal(withPlainImports(late), text, "and a source that hides it likewise is bundled with it");
});

Deno.test("the files that a start reads before it loads a task are those that main.js loads, and what these import", () => {
  const files = new Map([
    ["main.js", 'import{a}from"./1.js";import"./2.js";const b=()=>import(String("./3.js"));'],
    ["1.js", "export{a}"],
    ["2.js", 'import{c as d}from"./1.js";'],
    ["3.js", 'export{e}from"./4.js";const f=()=>import(String("./5.js"));'],
    ["4.js", 'import x from"node:path";'],
    ["5.js", ""],
  ]);
  assert.deepEqual(firstFiles(files), ["1.js", "2.js", "3.js", "4.js", "main.js"]);
});

Deno.test("Node's require is made when it is first called", () => {
  const text =
    'import { createRequire as make } from "node:module";\nvar __require = make(import.meta.url);\nvar x = 1;';
  assert.doesNotMatch(withLazyRequire(text), /^import/m);
  assert.match(withLazyRequire(text), /^var __require = \(name\) => [^]*\nvar x = 1;$/m);
});

Deno.test("the files of a bundle have the same names and texts wherever it was made", () => {
  const made = (hash: string, way: string) =>
    steadyNames(
      new Map([
        [`part-${hash}.js`, `// ${way}/x.js\nexport { a };`],
        ["main.js", `import { a } from "./part-${hash}.js";\nimport("./not-ours.js");`],
      ]),
      way,
    );
  const one = made("AAAA1111", "../../cache/npm");
  assert.deepEqual([...one], [
    ["main.js", 'import { a } from "./1.js";\nimport("./not-ours.js");'],
    ["1.js", "// npm/x.js\nexport { a };"],
  ]);
  assert.deepEqual(made("BBBB2222", "../cache/npm"), one);
});

Deno.test("the script of the packaged file is made from the rows and the permission sets, or not at all", () => {
  const facts = { version: "1", commit: "c", target: "linux-x64", system: "Linux x86_64", content: "x", size: 2 };
  const first = { first: ["deno", "main.js"], firstSize: 1 };
  const { permissions } = manifest;
  const text = headerText({ ...facts, ...first, tasks, permissions });
  assert.doesNotMatch(text, /@\w+@/);
  assert.match(text, new RegExp(`lines='${text.split("\n").length}'`));
  assert.match(text, /^first='deno main.js' first_size='1'$/m);
  assert.match(text, /^changing=' create create-cluster delete delete-cluster /m);
  const others = [...tasks, { ...tasks[0], name: "other", aliases: [], v8Flags: ["--other"] }];
  assert.throws(() => headerText({ ...facts, ...first, tasks: others, permissions }), /different V8 flags/);
  const careful = { ...permissions, development: { run: ["deno"] } };
  assert.throws(() => headerText({ ...facts, ...first, tasks, permissions: careful }), /may run everything/);
});
