import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { $ } from "../../tools/shell.ts";
import { needsProgram } from "../support/needs_program.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { recordedHome } from "../cli/recorded_home.ts";
import { keys, onTerminal } from "../support/terminal.ts";

const main = fileURLToPath(new URL("../../main.ts", import.meta.url));

async function output(program: string, ...args: readonly string[]): Promise<string> {
  await needsProgram(program);
  return await $`${program} ${args}`.text("combined");
}

async function withScript(shell: string, body: (script: string, folder: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const script = join(folder, `dayctl.${shell}`);
    const text = await output("deno", "run", "-q", "--no-prompt", "-A", main, "completions", shell);
    await Deno.writeTextFile(script, text);
    await body(script, folder);
  });
}

Deno.test("fish completes tasks, flags, sub-commands and values", async () => {
  await withScript("fish", async (script) => {
    const offered = async (line: string) => {
      const answer = await output("fish", "--no-config", "-c", `source ${script}; complete -C '${line}'`);
      return answer.trimEnd().split("\n").map((each) => each.split("\t")[0]);
    };
    assert.deepEqual(await offered("dayctl create-"), ["create-budget", "create-cluster"]);
    assert.deepEqual(await offered("dayctl create --region"), ["--region", "--region-az"]);
    assert.deepEqual(await offered("dayctl create --output "), ["json", "text"]);
    assert.deepEqual(await offered("dayctl create --set auto_"), ["auto_delete_fsx=Delete", "auto_delete_fsx=Retain"]);
    assert.deepEqual(await offered("dayctl sandbox st"), ["status"]);
    assert.deepEqual(await offered("dayctl help dem"), ["demo"]);
    assert.deepEqual(await offered("dayctl demo --set"), [""]);
  });
});

Deno.test("fish completes clusters, runs and profiles from files, and takes no name for syntax", async () => {
  await withScript("fish", async (script) => {
    await inTemporaryFolder(async (home) => {
      await recordedHome(home);
      const offered = async (line: string) => {
        const args = ["--no-config", "-c", `cd ${home}; source ${script}; complete -C '${line}'`];
        const answer = await $`fish ${args}`.env({ HOME: home }).text("combined");
        return answer.trimEnd().split("\n").map((each) => each.split("\t")[0]);
      };
      assert.deepEqual(await offered("dayctl delete --cluster "), ["alpha", "beta-1"]);
      assert.deepEqual(await offered("dayctl report --run "), ["alpha_20260102030405"]);
      assert.deepEqual(await offered("dayctl create --profile "), ["default", "lab.1", "prod"]);
      assert.ok(![...Deno.readDirSync(home)].some(({ name }) => name === "owned"));
    });
  });
});

Deno.test("zsh on a terminal: the tabulator completes what is typed", async () => {
  await output("zsh", "--version");
  await withScript("zsh", async (script, folder) => {
    await recordedHome(folder);
    const environment = { PATH: Deno.env.get("PATH") ?? "", HOME: folder };
    await onTerminal({ argv: ["zsh", "-f", "-i"], environment, folder }, async (terminal) => {
      await terminal.type(`PS1='ready> '; autoload -Uz compinit; compinit -u -D; source '${script}'${keys.enter}`);
      await terminal.see(/ready> (?!.*source)/);
      for (
        const [typed, completed] of [
          ["dayctl help dem", "dayctl help demo"],
          ["dayctl create --pass", "dayctl create --pass-on-warn"],
          ["dayctl create --output=j", "dayctl create --output=json"],
          ["dayctl create --set enforce_b", "dayctl create --set enforce_budget="],
          ["dayctl create --set enforce_budget=en", "dayctl create --set enforce_budget=enforce"],
          ["dayctl sandbox st", "dayctl sandbox status"],
          ["dayctl delete --cluster al", "dayctl delete --cluster alpha"],
          ["dayctl report --run al", "dayctl report --run alpha_20260102030405"],
          ["dayctl create --profile=la", "dayctl create --profile=lab.1"],
        ]
      ) {
        await terminal.type(`${typed}\t`);
        await terminal.see(completed);
        await terminal.type(`\u0015${keys.enter}`);
        await terminal.see("ready> ");
      }
      await terminal.type(`exit${keys.enter}`);
      assert.equal((await terminal.end()).code, 0);
    });
  });
});
