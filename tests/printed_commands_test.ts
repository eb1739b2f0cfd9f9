import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "../lib/cli/commands/parse.ts";
import { deleteCommand } from "../lib/cluster/known/delete_command.ts";
import { passedMessage, warningMessage } from "../lib/names/deadline_messages.ts";
import { heartbeatMessage } from "../lib/names/heartbeat_message.ts";
import { systemHost } from "../lib/host/system/system_host.ts";
import type { Task } from "../lib/cli/task.ts";
import { namedRow } from "../tasks/tasks.ts";
import { loadTask } from "../tasks/wiring/load_task.ts";
import { $ } from "../tools/shell.ts";
import { type Printed, printedCommands } from "./support/printed_commands.ts";
import { sandboxTools } from "./support/sandbox.ts";
import { repository } from "./support/source_files.ts";

/** What stands for a value that is known only when the command is printed; `x` for all others. */
const samples: Readonly<Record<string, string>> = {
  is: "user",
  verb: "rollback-stack",
  names: "--stack-name x --profile sandbox",
  place: "--region us-west-2 --profile sandbox",
  target: "--gateway-id x",
};

function filled({ text }: Printed): string {
  return text.replace(/\$\{profileFlag\([^}]*\}/g, " --profile sandbox").replace(
    /\$\{([^}]*)\}/g,
    (_, expression: string) => {
      const name = /(\w+)\)*$/.exec(expression)?.[1] ?? "";
      return samples[name] ?? (/profile$/.test(name) ? "sandbox" : /region$/.test(name) ? "us-west-2" : "x");
    },
  );
}

/** The words of a command line up to where a sentence goes on behind it: flags with their values, and a word where one belongs. */
function argvOf(task: Task, words: readonly string[]): string[] {
  const argv: string[] = [];
  const valued = (word: string) => /^--?[\w-]+$/.test(word) && !toggles(task).has(word);
  for (const word of words) {
    const isWanted = word.startsWith("-") || valued(argv.at(-1) ?? "") ||
      (argv.length === 0 && task.words !== undefined);
    if (!isWanted) break;
    argv.push(word.replace(/[.,]$/, ""));
  }
  return argv;
}

function toggles(task: Task): ReadonlySet<string> {
  const names = Object.entries(task.flags).filter(([, { kind }]) => kind === "toggle").map(([name]) => name);
  const common = ["nonInteractive", "yes", "debug", "sandbox", "help"];
  return new Set(
    [...names, ...common].map((name) => "--" + name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)),
  );
}

/** Words as a shell splits them. */
function split(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
}

Deno.test("design 5.6: every task that a text of the product names exists, and takes the flags that stand behind it", async () => {
  const printed = await printedCommands("deno task");
  assert.ok(printed.length > 30, `${printed.length} commands`);
  const { tasks: defined } = JSON.parse(await Deno.readTextFile(join(repository, "deno.json")));
  for (const each of printed) {
    const [name, ...words] = split(filled(each)).slice(2);
    // Any task at all, or a line of usage.
    if (name === "TASK" || each.text.includes("[FLAGS]") || each.text.startsWith("deno task ${")) continue;
    assert.ok(name in defined, `there is no task ${name}: ${each.text} (${each.where})`);
    const entry = namedRow(name);
    if (entry === undefined) {
      assert.ok(each.where.endsWith(".md"), `only developers know ${name}: ${each.text} (${each.where})`);
      continue;
    }
    const task = await loadTask(entry.name);
    const argv = argvOf(task, words);
    const [word] = argv;
    const { values } = task.words ?? {};
    if (values && word && !word.startsWith("-")) assert.ok(values.includes(word), `${each.text} (${each.where})`);
    await assert.doesNotReject(
      parse(task, argv, "0", systemHost()),
      `${each.text} (${each.where}) as ${argv.join(" ")}`,
    );
  }
});

Deno.test("design 5.6: the mails of a deadline name commands that exist, and a deletion the one that goes on with it", async () => {
  const printed = await printedCommands("deno task");
  const ending = {
    cluster: "demo",
    region: "us-west-2",
    deadline: "2026-02-11T14:37:22Z",
    fileSystem: "goes",
  } as const;
  const mails = [warningMessage(ending), passedMessage(ending), heartbeatMessage("demo", "us-west-2")];
  const inMails = mails.flatMap((text) => [...text.matchAll(/deno task .*$/gm)].map(([line]) => line));
  assert.deepEqual(inMails.map((line) => line.split(" ")[2]), ["extend", "export", "audit"]);
  for (const line of inMails) {
    const words = split(line).slice(2);
    const same = (each: Printed) =>
      split(filled(each).replaceAll(" x", " demo")).slice(2).join(" ") === words.join(" ");
    assert.ok(printed.some(same), `${line} is not among those that are looked at`);
  }
  const everything = {
    ...{ cluster: "demo", region: "us-west-2", profile: "admin" },
    ...{ purge_budget: true, network_if_last: true, export_target: "analysis_results/x y" },
  };
  const onward = deleteCommand(everything, { get: () => undefined });
  const parsed = await parse(await loadTask("delete"), split(onward).slice(3), "0", systemHost());
  assert.equal(parsed.is, "run");
  const { flags } = parsed as { readonly flags: Readonly<Record<string, unknown>> };
  assert.deepEqual(
    [flags.cluster, flags.region, flags.profile, flags.purgeBudget, flags.networkIfLast, flags.export, flags.targetUri],
    ["demo", "us-west-2", "admin", true, true, true, "analysis_results/x y"],
  );
});

/** An administrator has a profile of their own. */
const administrators = /^aws iam (?:add-user-to-group|attach-\S+-policy|create-group|create-service-linked-role) /;

Deno.test("design 5.6: every printed command of the AWS CLI says whose profile it takes: AWS_PROFILE is not above exported keys", async () => {
  const printed = (await printedCommands("aws")).filter(({ text }) => /^aws [a-z0-9]+ [a-z$]/.test(text));
  // What is only the beginning of a command ends where its profile is put in.
  const whole = printed.filter(({ text }) => text !== "aws sso login");
  const silent = whole.filter((each) => !/ --profile \S/.test(filled(each)) && !administrators.test(filled(each)));
  assert.deepEqual(silent.map(({ text, where }) => `${text} (${where})`), []);
});

Deno.test("design 5.6: the AWS CLI knows every command of its own that a text of the product names", async () => {
  // A login would open a browser, and what copies or removes whole trees in S3 has no skeleton.
  const printed = (await printedCommands("aws")).filter(({ text }) => /^aws [a-z0-9]+ [a-z$]/.test(text))
    .filter(({ text }) => !/^aws (?:sso login|s3 )/.test(text));
  assert.ok(printed.length >= 6, printed.map(({ text }) => text).join("\n"));
  const { bin } = await sandboxTools();
  const config = fileURLToPath(new URL("support/aws/config", import.meta.url));
  const env = { AWS_CONFIG_FILE: config, AWS_DEFAULT_REGION: "us-west-2" };
  await Promise.all(printed.map(async (each) => {
    // It reads the whole command line, and then shows what it would send.
    // A file that an earlier command makes is not there.
    const words = split(filled(each).replace(/ file:\/\/\S+/, " {}")).slice(1);
    const { code, combined } = await $`${join(bin, "aws")} ${words} --generate-cli-skeleton`.env(env)
      .captureCombined().noThrow();
    assert.equal(code, 0, `${each.text} (${each.where})\n${combined}`);
  }));
});
