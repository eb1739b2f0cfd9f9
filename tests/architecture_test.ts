import assert from "node:assert/strict";
import { type ImportOf, repository, type SourceFile, sourceFile, sourceFiles } from "./support/source_files.ts";

/** Rooms by height: an import goes to the own room or to a lower one, as docs/rooms.md lists them. */
const heights: Readonly<Record<string, number>> = {
  "main.ts": 8,
  tasks: 7,
  "lib/answers": 6,
  "lib/cli": 6,
  "lib/cluster": 5,
  "lib/audit": 5,
  "lib/image": 5,
  "lib/infra": 5,
  "lib/shims": 5,
  "lib/doctor": 5,
  "lib/explain": 5,
  "lib/report": 5,
  "lib/parity": 5,
  "lib/sandbox": 5,
  "lib/spot": 5,
  "lib/worksets": 5,
  "lib/preflight": 4,
  "lib/cost": 4,
  "lib/cluster_file": 3,
  "lib/state": 3,
  "lib/toolchain": 3,
  "lib/answers/answer.ts": 2,
  "lib/aws": 2,
  "lib/config": 2,
  "lib/names": 1,
  "lib/host": 0,
  "lib/text": 0,
};

const product = await sourceFiles("main.ts", "tasks", "lib", "tools");
const everything = [...product, ...await sourceFiles("tests", "bench")];
const inLib = product.filter(({ path }) => path.startsWith("lib/"));

function roomOf(path: string): string {
  // The form of an answer is known to whoever tells it; what is answered is not.
  if (path === "lib/answers/answer.ts") return path;
  const parts = path.split("/");
  return parts[0] === "lib" ? parts.slice(0, 2).join("/") : parts[0];
}

const isOurs = ({ target }: ImportOf) => /^(lib|tasks|tests|tools|bench)\/|^main\.ts$/.test(target);

/** Why the arrow between two rooms is wrong, if it is. */
function wrongArrow(from: string, to: string): string | undefined {
  if (from === to || from === "tools") return undefined;
  if (!(from in heights)) return `${from} is no room`;
  if (!(to in heights)) return `the product cannot use ${to}`;
  if (from === "lib/cli") return heights[to] <= 2 ? undefined : "lib/cli knows nothing of jobs";
  if (to === "lib/cli") return heights[from] >= 7 ? undefined : "only tasks speak with people";
  return heights[to] < heights[from] ? undefined : `${from} does not stand above ${to}`;
}

Deno.test("design 3: imports point one way", () => {
  const wrong = product.flatMap(({ path, imports }) =>
    imports.filter(isOurs).flatMap(({ target }) => {
      const why = wrongArrow(roomOf(path), roomOf(target));
      return why === undefined ? [] : [`${path} imports ${target}: ${why}`];
    })
  );
  assert.deepEqual(wrong, []);
});

Deno.test("design 3: the arrows that are refused", () => {
  const refused = [
    ["lib/host", "lib/aws"],
    ["lib/aws", "lib/config"],
    ["lib/aws", "lib/state"],
    ["lib/state", "lib/preflight"],
    ["lib/toolchain", "lib/preflight"],
    ["lib/toolchain", "lib/sandbox"],
    ["lib/state", "lib/cluster"],
    ["lib/cluster", "lib/cli"],
    ["lib/cluster", "lib/sandbox"],
    ["lib/cli", "lib/cluster"],
    ["lib/cluster", "tasks"],
    ["lib/cluster", "tests"],
  ];
  for (const [from, to] of refused) assert.notEqual(wrongArrow(from, to), undefined, `${from} -> ${to}`);
  const allowed = [["tasks", "lib/cli"], ["lib/cluster", "lib/preflight"], ["lib/state", "lib/aws"], [
    "main.ts",
    "tasks",
  ]];
  for (const [from, to] of allowed) assert.equal(wrongArrow(from, to), undefined, `${from} -> ${to}`);
});

Deno.test("design 3: no circle of folders, and no folder with more files than a reader can look over", () => {
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
  const uses = new Map<string, Set<string>>();
  for (const { path, imports } of inLib) {
    const targets = imports.map(({ target }) => folderOf(target)).filter((each) => each.startsWith("lib/"));
    uses.set(folderOf(path), new Set([...uses.get(folderOf(path)) ?? [], ...targets]));
  }
  for (const [folder, used] of uses) used.delete(folder);
  // Whoever uses only what stands below goes; what is left uses itself.
  for (let left = Infinity; uses.size < left;) {
    left = uses.size;
    for (const [folder, used] of uses) if (![...used].some((each) => uses.has(each))) uses.delete(folder);
  }
  assert.deepEqual(Object.fromEntries([...uses].map(([folder, used]) => [folder, [...used]])), {});

  const sizes = Object.entries(Object.groupBy(inLib, ({ path }) => folderOf(path)));
  assert.deepEqual(sizes.filter(([, files = []]) => files.length > 24).map(([folder]) => folder), []);
});

Deno.test("the reader of source files finds every form of import", () => {
  const text = `import { a, type B } from "./b.ts";
import type { C } from "../host/c.ts";
import data from "../../deno.json" with { type: "json" };
import "./effect.ts";
export { d } from "./d.ts";
export const load = async () => {
  const { e } = await import("./e.ts");
  return (await import("./f.ts")).f + "// no comment" + \`Deno\`; // Deno
};
const late = () => import(String("./g.ts"));`;
  const file = sourceFile("lib/aws/x.ts", text);
  assert.deepEqual(
    file.imports.map(({ target, names, typeOnly, dynamic }) => [target, names.join(), typeOnly, dynamic]),
    [
      ["lib/aws/b.ts", "a,B", false, false],
      ["lib/host/c.ts", "C", true, false],
      ["deno.json", "data", false, false],
      ["lib/aws/d.ts", "d", false, false],
      ["lib/aws/effect.ts", "", false, false],
      ["lib/aws/e.ts", "e", false, true],
      ["lib/aws/f.ts", "f", false, true],
      ["lib/aws/g.ts", "default", false, true],
    ],
  );
  assert.deepEqual(file.values, ["load"]);
  assert.doesNotMatch(file.code, /Deno|comment/);
});

Deno.test("every import is written out, so that the arrows can be seen", () => {
  assertNone(product, /\bimport\((?!\s*(?:""|String\(""\))\s*[,)])/, "an import whose target is computed");
});

Deno.test("design 3: only tasks, main.ts and lib/host touch Deno", () => {
  const others = inLib.filter(({ path }) => !path.startsWith("lib/host/"));
  assertNone(others, /\bDeno\b/, "Deno");
  assertNone(others, /\b(?:process\.(?:env|argv|exit|cwd)|globalThis)\b/, "a global of the process");
});

Deno.test("design 6: one file builds AWS clients", () => {
  const others = product.filter(({ path }) => path !== "lib/aws/session.ts");
  assertNone(others, /\bnew \w+Client\(/, "a client");
  const session = product.find(({ path }) => path === "lib/aws/session.ts");
  assert.match(session?.code ?? "", /\bnew EC2Client\(/);
});

Deno.test("nothing is switched off: no any, no ignored check, no skipped test", () => {
  assertNone(everything, /(?<!\.)\bany\b(?!\()/, "any");
  const ignored = new RegExp(["@ts-" + "(?:ignore|expect-error|nocheck)", "deno-" + "(?:lint|fmt)-ignore"].join("|"));
  assert.deepEqual(everything.filter(({ text }) => ignored.test(text)).map(({ path }) => path), []);
  const tests = everything.filter(({ path }) => path.startsWith("tests/"));
  assertNone(tests, /\.(?:skip|only|ignore)\(|\b(?:ignore|only|sanitize\w+):/, "a switched test");
});

Deno.test("files fit a reader: at most 350 lines", () => {
  const long = everything.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
    .filter(({ lines }) => lines > 350);
  assert.deepEqual(long, []);
});

Deno.test("nothing lives outside of functions: no module state, no effect of an import", () => {
  assertNone(inLib, /^(?:export )?(?:let|var) /m, "a variable of a module");
  assertNone(inLib, /^(?:await |[a-z][\w.]*\(|for |if )/m, "a statement outside of a function");
  assertNone(inLib, /^export default /m, "a default export");
});

Deno.test("files are named in snake_case, tasks in kebab-case", () => {
  const odd = everything.map(({ path }) => path).filter((path) => {
    const name = path.split("/").at(-1) ?? "";
    return !(roomOf(path) === "tasks" ? /^[a-z0-9]+([-_][a-z0-9]+)*\.ts$/ : /^[a-z0-9]+(_[a-z0-9]+)*\.ts$/).test(name);
  });
  assert.deepEqual(odd, []);
});

Deno.test("docs/rooms.md names what there is", async () => {
  const text = await Deno.readTextFile(new URL("../docs/rooms.md", import.meta.url));
  const named = [...text.matchAll(/`((?:lib|tasks|tests|config|docs)\/[\w./]*)`/g)].map(([, path]) => path);
  const missing = [];
  for (const path of new Set(named.filter((each) => !each.includes("NAME")))) {
    if (await Deno.stat(new URL(`../${path}`, import.meta.url)).catch(() => undefined) === undefined) {
      missing.push(path);
    }
  }
  assert.deepEqual(missing, []);
  const rooms = Object.keys(heights).filter((room) => /^lib\/\w+$/.test(room));
  const built = rooms.filter((room) => inLib.some(({ path }) => path.startsWith(`${room}/`)));
  assert.deepEqual(built.filter((room) => !named.includes(room)), [], "a room that nobody is told of");
});

Deno.test("delete before you add: everything in lib is used", () => {
  const imported = new Set(everything.flatMap(({ imports }) => imports.map(({ target }) => target)));
  assert.deepEqual(inLib.map(({ path }) => path).filter((path) => !imported.has(path)), [], "imported by nobody");

  const used = new Set(everything.flatMap(({ imports }) => imports.flatMap(namesIn)));
  // Lists of IAM actions are data about the functions beside them.
  const unused = inLib.flatMap(({ path, code, values }) =>
    values.filter((name) => !name.endsWith("Actions")).filter((name) =>
      !used.has(`${path} ${name}`) && code.split(new RegExp(`\\b${name}\\b`)).length <= 2
    )
      .map((name) => `${path} ${name}`)
  );
  assert.deepEqual(unused, [], "exported for nobody");
});

function namesIn({ target, names }: ImportOf): readonly string[] {
  return names.map((name) => `${target} ${name}`);
}

Deno.test("design 4: the walk of a creation fits a screen", async () => {
  const text = await Deno.readTextFile(new URL("../lib/cluster/create/create.ts", import.meta.url));
  const walk = /^async function\* walk\([\s\S]*?^}$/m.exec(text)?.[0] ?? "";
  const lines = walk.split("\n").length;
  assert.ok(lines > 10 && lines <= 45, `${lines} lines`);
});

Deno.test("design 6, 9: a task that is only asked for its help loads no AWS module", async () => {
  const files = product.find(({ path }) => path === "tasks/wiring/task_files.ts");
  const list = files?.imports.filter(({ dynamic }) => dynamic) ?? [];
  assert.ok(list.some(({ target }) => target === "tasks/create.ts"));
  for (const path of ["main.ts", "tasks/wiring/start.ts", ...list.map(({ target }) => target)]) {
    const loaded = await staticallyLoaded(path);
    assert.ok(loaded.includes(path), `${path} is not in its own graph`);
    assert.deepEqual(loaded.filter((module) => /aws-sdk|smithy/.test(module)), [], path);
  }
});

type Dependency = { readonly code?: { readonly specifier?: string }; readonly isDynamic?: boolean };
type ModuleGraph = {
  readonly roots: readonly string[];
  readonly modules: readonly { readonly specifier: string; readonly dependencies?: readonly Dependency[] }[];
};

Deno.test("design 9: main.ts starts before the files of the tasks are read", async () => {
  const { modules } = await graphOf("main.ts");
  const tasks = modules.map(({ specifier }) => specifier).filter((each) => /\/tasks\/[\w-]+\.ts$/.test(each));
  assert.deepEqual(tasks, [`file://${repository}tasks/tasks.ts`]);
});

/** What Deno reads before the first line runs. */
async function graphOf(path: string): Promise<ModuleGraph> {
  const { stdout } = await new Deno.Command("deno", { args: ["info", "--json", path], cwd: repository }).output();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** What of it is run then: types and dynamic imports do not count. */
async function staticallyLoaded(path: string): Promise<readonly string[]> {
  const graph = await graphOf(path);
  const byName = new Map(graph.modules.map((module) => [module.specifier, module]));
  const loaded = new Set(graph.roots);
  for (const module of loaded) {
    for (const { code, isDynamic } of byName.get(module)?.dependencies ?? []) {
      if (code?.specifier !== undefined && !isDynamic) loaded.add(code.specifier);
    }
  }
  return [...loaded].map((module) => module.replace(`file://${repository}`, ""));
}

function assertNone(files: readonly SourceFile[], pattern: RegExp, what: string): void {
  const found = files.flatMap(({ path, code }) => {
    const at = code.search(pattern);
    return at < 0 ? [] : [`${path}: ${code.slice(at).split("\n")[0].trim()}`];
  });
  assert.deepEqual(found, [], what);
}

Deno.test("design 10: comments and documents name no document that is not here", async () => {
  const outside = /\bspec\/[\w-]+\.md|\bdesign\.md|\bdecisions? 3\.\d|\bdesign (?:section|guarantee)|\bplan \d+\.\d/;
  const documents = ["README.md", ...Array.from(Deno.readDirSync(`${repository}/docs`), ({ name }) => `docs/${name}`)]
    // Its cases are those of the tests' titles.
    .filter((path) => path.endsWith(".md") && path !== "docs/parity.md")
    .map((path) => ({ path, text: Deno.readTextFileSync(`${repository}/${path}`) }));
  const found = [...product, ...await sourceFiles("bench"), ...documents].flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, at) => outside.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])
  );
  assert.deepEqual(found, []);
});
