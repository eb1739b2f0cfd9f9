import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { choicesOf, configKeys, requiredKeys } from "../../lib/config/keys/keys.ts";
import { commonFlags } from "../../lib/cli/flags.ts";
import { flagName } from "../../lib/cli/flag_name.ts";
import { tasks } from "../../tasks/tasks.ts";
import { loadTask } from "../../tasks/wiring/load_task.ts";
import { keys, onTerminal } from "../support/terminal.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { recordedHome } from "./recorded_home.ts";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));
const environment = { PATH: Deno.env.get("PATH") ?? "", HOME: "/nonexistent" };

async function run(program: string, ...args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

const dayctl = (...words: readonly string[]) => run("deno", "run", "-q", "--no-prompt", "-A", main, ...words);

/** What bash offers for the last of these words, by calling the function that it would call. */
async function offered(script: string, lines: readonly (readonly string[])[]): Promise<readonly (readonly string[])[]> {
  const ask = lines.map((words) => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _dayctl; echo "\${COMPREPLY[*]}"`;
  });
  const { code, out, err } = await run("bash", "-c", `set -u\nsource '${script}'\n${ask.join("\n")}`);
  assert.deepEqual([code, err], [0, ""]);
  return out.trimEnd().split("\n").map((line) => line.split(" ").filter((word) => word !== ""));
}

async function withScript(body: (script: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const { code, out, err } = await dayctl("completions", "bash");
    assert.deepEqual([code, err], [0, ""]);
    const script = join(folder, "dayctl.bash");
    await Deno.writeTextFile(script, out);
    await body(script);
  });
}

Deno.test("bash knows every task, and every flag and sub-command of each", async () => {
  await withScript(async (script) => {
    const [first] = await offered(script, [["dayctl", ""]]);
    assert.deepEqual([...first].sort(), [...tasks.flatMap(({ name, aliases }) => [name, ...aliases]), "help"].sort());
    const found = await offered(script, tasks.map(({ name }) => ["dayctl", name, "x", "--"]));
    for (const [index, { name }] of tasks.entries()) {
      const task = await loadTask(name);
      const flags = Object.keys({ ...task.flags, ...commonFlags }).map(flagName);
      assert.deepEqual([...found[index]].sort(), [...flags, "--help"].sort(), task.name);
      const [words] = await offered(script, [["dayctl", task.name, ""]]);
      for (const word of task.words?.values ?? []) assert.ok(words.includes(word), `${task.name} ${word}`);
    }
  });
});

Deno.test("bash knows the values of --output and --set, in every spelling", async () => {
  await withScript(async (script) => {
    const all = Object.keys(configKeys).map((key) => `${key}=`).sort();
    const [output, glued, keys, begun, values, mixed, other, free, path] = await offered(script, [
      ["dayctl", "create", "--output", ""],
      ["dayctl", "create", "--output", "=", "j"],
      ["dayctl", "create", "--set", ""],
      ["dayctl", "create", "--set", "auto_"],
      ["dayctl", "create", "--set", "auto_delete_fsx", "=", ""],
      ["dayctl", "create-cluster", "--set", "=", "enforce_budget", "=", "e"],
      ["dayctl", "create", "--debug", "--set", "cluster_name", "=", "x"],
      ["dayctl", "create", "--region-az", "us"],
      ["dayctl", "create", "--config", script.slice(0, -3)],
    ]);
    assert.deepEqual([output, glued], [["text", "json"], ["json"]]);
    assert.deepEqual([...keys].sort(), all);
    assert.deepEqual(begun, ["auto_delete_fsx="]);
    assert.deepEqual([values, mixed, other, free], [["Delete", "Retain"], ["enforce"], [], []]);
    assert.deepEqual(path, [script]);
  });
});

Deno.test("no shell offers values for a key that can have any", async () => {
  const open = requiredKeys.filter((key) => choicesOf(key).length === 0);
  assert.ok(open.includes("cluster_name"));
  await withScript(async (script) => {
    const found = await offered(script, open.map((key) => ["dayctl", "create", "--set", key, "=", ""]));
    assert.deepEqual(found.flat(), []);
  });
  for (const shell of ["zsh", "fish"]) {
    const { out } = await dayctl("completions", shell);
    const words = out.replace(/short for --set \S+/g, "");
    for (const key of open) assert.doesNotMatch(words, new RegExp(`\\b${key}=[^\\s)]`), `${shell} ${key}`);
  }
});

Deno.test("bash on a terminal: the tabulator completes what is typed", async () => {
  await withScript(async (script) => {
    const argv = ["bash", "--norc", "--noprofile", "-i"];
    await onTerminal({ argv, environment, folder: "/" }, async (terminal) => {
      await terminal.type(`PS1='ready> '; source '${script}'${keys.enter}`);
      await terminal.see(/^.*ready> $/);
      for (
        const [typed, completed] of [
          ["dayctl help dem", "dayctl help demo "],
          ["dayctl create --pass", "dayctl create --pass-on-warn "],
          ["dayctl create --output=j", "dayctl create --output=json "],
          ["dayctl create --set enforce_b\ten", "dayctl create --set enforce_budget=enforce "],
          ["dayctl create --set enforce_budget=sk", "dayctl create --set enforce_budget=skip "],
        ]
      ) {
        await terminal.type(`${typed}\t`);
        await terminal.see(completed);
        // Cleared instead of run.
        await terminal.type(`\u0015${keys.enter}`);
        await terminal.see("ready> ");
      }
      await terminal.type(`exit${keys.enter}`);
      assert.equal((await terminal.end()).code, 0);
    });
  });
});

Deno.test("completions for an unknown shell, for none, and as JSON", async () => {
  const [unknown, none, json] = await Promise.all([
    dayctl("completions", "csh"),
    dayctl("completions"),
    dayctl("completions", "fish", "--output", "json"),
  ]);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /DAY-USE-001: completions csh: expected bash, zsh or fish/);
  assert.match(none.out, /^USAGE/);
  assert.match(JSON.parse(json.out).script, /^complete -c dayctl -f$/m);
});

Deno.test("bash completes clusters, runs and profiles from files, and takes no name for syntax", async () => {
  await withScript(async (script) => {
    await inTemporaryFolder(async (home) => {
      await recordedHome(home);
      const list = async (home: string, ...words: readonly string[]) => {
        const quoted = words.map((word) => `'${word}'`).join(" ");
        const ask = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _dayctl; echo "\${COMPREPLY[*]}"`;
        const { code, out, err } = await run(
          "env",
          "-i",
          `HOME=${home}`,
          "PATH=/usr/bin:/bin",
          "bash",
          "-c",
          `set -u; cd '${home}' 2>/dev/null; source '${script}'; ${ask}`,
        );
        assert.deepEqual([code, err], [0, ""]);
        return out.trim();
      };
      assert.equal(await list(home, "dayctl", "delete", "--cluster", ""), "alpha beta-1");
      assert.equal(await list(home, "dayctl", "delete", "--cluster-name", "=", "b"), "beta-1");
      assert.equal(await list(home, "dayctl", "report", "--run", "a"), "alpha_20260102030405");
      assert.equal(await list(home, "dayctl", "create", "--resume", ""), "alpha_20260102030405");
      assert.equal(await list(home, "dayctl", "create", "--profile", ""), "default lab.1 prod");
      assert.equal(await list("/nonexistent", "dayctl", "create", "--profile", ""), "");
      assert.deepEqual([...Deno.readDirSync(home)].map(({ name }) => name).sort(), [".aws", ".config"]);
    });
  });
});
