import assert from "node:assert/strict";
import { parse } from "../../lib/cli/commands/parse.ts";
import { systemHost } from "../../lib/host/system/system_host.ts";
import { tasks } from "../../tasks/tasks.ts";
import { loadTask } from "../../tasks/wiring/load_task.ts";
import { type Ended, programHere } from "../support/program_here.ts";
import { asFromSource } from "../support/program_process.ts";
import { sourceFiles } from "../support/source_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { dayctl } from "./create_on_terminal.ts";

const trace = /^\s+at .*:\d+:\d+|Uncaught|file:\/\//m;

/** The program, called by somebody who has nothing set up yet. */
async function say(words: readonly string[]): Promise<Ended> {
  return await inTemporaryFolder(async (home) => {
    const said = await programHere(words, { env: newcomer(home), folder: home });
    assert.deepEqual(await Array.fromAsync(Deno.readDir(home)), [], "nothing is written");
    return said;
  });
}

function newcomer(home: string): Record<string, string> {
  const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
  return { PATH: Deno.env.get("PATH") ?? "", HOME: home, DENO_DIR: cache, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
}

/** A command line of the shell, in which `dayctl` is the program. */
async function shell(line: string): Promise<Ended> {
  return await inTemporaryFolder(async (home) => {
    const words = dayctl().map((word) => `'${word}'`).join(" ");
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", `set -o pipefail\ndayctl() { ${words} "$@"; }\n${line}`],
      env: newcomer(home),
      clearEnv: true,
      cwd: home,
    }).output();
    const decode = (bytes: Uint8Array) => asFromSource(new TextDecoder().decode(bytes));
    return { code, out: decode(stdout), err: decode(stderr) };
  });
}

Deno.test("T1: the help of each task has a use, examples, flags and variables, within 80 columns", async () => {
  for (const { name } of tasks) {
    const task = await loadTask(name);
    const parsed = await parse(task, ["--help"], "1", systemHost());
    const text = parsed.is === "text" ? parsed.text : "";
    for (const section of ["USAGE", "EXAMPLES", "FLAGS OF EVERY TASK", "ENVIRONMENT"]) {
      assert.match(text, new RegExp(`^${section}$`, "m"), name);
    }
    assert.ok(text.includes(`  deno task ${name}`) && text.includes("--output text|json"), name);
    assert.deepEqual(text.split("\n").filter((line) => line.length > 80), [], name);
  }
});

Deno.test("the examples of the help are command lines that the program understands", async () => {
  for (const { name } of tasks) {
    const { examples = [] } = await loadTask(name);
    for (const { command } of examples) {
      const [, other, rest] =
        /(?:^|\()deno task (\S+)((?: (?:'[^']*'|[^')>])*)?)/.exec(command.replaceAll("\\\n", " ")) ?? [];
      const entry = tasks.find((each) => each.name === other);
      assert.ok(entry !== undefined, `${name}: ${command}`);
      const words = (rest.match(/'[^']*'|[^\s']+/g) ?? []).map((word) => word.replaceAll("'", ""));
      assert.equal((await parse(await loadTask(entry.name), words, "1", systemHost())).is, "run", command);
    }
  }
});

Deno.test("the variables in the help are variables that the program reads", async () => {
  const sources = (await sourceFiles("lib", "tasks")).filter(({ path }) => path !== "lib/cli/pages/help.ts");
  const names = new Set<string>();
  for (const { name } of tasks) {
    const task = await loadTask(name);
    const parsed = await parse(task, ["--help"], "1", systemHost());
    const text = parsed.is === "text" ? parsed.text.slice(parsed.text.indexOf("ENVIRONMENT")) : "";
    for (const [, name] of text.matchAll(/^ {2}([A-Z_]+)(?: |$)/gm)) names.add(name);
  }
  for (const name of ["DAY_BREAK", "DAY_DISABLE_AUTO_SELECT", "DAY_EX_CFG", "DAY_CONTACT_EMAIL", "NO_COLOR"]) {
    assert.ok(names.has(name), name);
  }
  const isRead = (name: string) => sources.some(({ text }) => text.includes(`"${name}"`));
  assert.deepEqual([...names].filter((name) => !isRead(name)), []);
});

Deno.test("dayctl help leads to the list, to a task's help, or to what may be meant", async () => {
  const [list, plain, help, long, wrong] = await Promise.all([
    say(["help"]),
    say([]),
    say(["help", "create"]),
    say(["create", "--help"]),
    say(["help", "creat"]),
  ]);
  assert.deepEqual([list, help], [plain, long]);
  assert.equal(help.code, 0);
  assert.deepEqual([wrong.code, wrong.out], [1, ""]);
  assert.match(wrong.err, /did you mean create\?/);
});

Deno.test("T2-T5: what is mistyped is named, with what may be meant; nothing is asked or written", async () => {
  const zone = ["create", "--region-az", "us-west-2b"];
  const cases: readonly (readonly [words: readonly string[], said: RegExp])[] = [
    [["creat"], /there is no task creat\n {2}fix: did you mean create\?/],
    [["create", "--regin-az", "us-west-2b"], /there is no flag --regin-az, did you mean --region-az\?/],
    [["create", "--foo"], /--foo/],
    [["create-budget", "-q"], /there is no flag -q/],
    [[...zone, "--profile"], /--profile/],
    [["create", "--region-az", "us-west-2"], /us-west-2/],
    [["create", "--config", "x.yaml"], /--region-az is missing/],
    [zone, /DAY-PROFILE-001/],
    [[...zone, "--profile", "nope"], /nope/],
    [["create", "--repo-override", "novalue", "--help"], /novalue/],
    [["create", "--output", "xml"], /text\|json/],
    [["create", "word"], /word/],
    [["sandbox", "upp"], /up, down/],
    [["completions", "csh"], /bash, zsh or fish/],
  ];
  for (const [words, said] of cases) {
    const { code, out, err } = await say(words);
    assert.deepEqual([code, out], [1, ""], words.join(" "));
    assert.match(err, said);
    assert.doesNotMatch(err, trace);
  }
});

Deno.test("with --output json a mistake is one JSON document as well", async () => {
  const zone = ["create", "--region-az", "us-west-2b"];
  for (const words of [["creat"], ["create", "--foo"], zone, [...zone, "--profile", "nope"], ["sandbox", "upp"]]) {
    const { code, out, err } = await say([...words, "--output", "json"]);
    const { exit_code, schema_version, task, error } = JSON.parse(out);
    assert.deepEqual([code, exit_code, schema_version, task], [1, 1, 1, words[0]]);
    assert.ok(err.startsWith(`error ${error.code}: ${error.message}\n  fix: ${error.fix}`), err);
  }
});

Deno.test("a mistyped key of --set is an error that names the nearest one", async () => {
  await inTemporaryFolder(async (home) => {
    await Deno.mkdir(`${home}/.aws`);
    await Deno.writeTextFile(`${home}/.aws/config`, "[profile p]\nregion = us-west-2\n");
    const words = ["create", "--region-az", "us-west-2b", "--profile", "p", "--set", "cluster_nam=x"];
    const config = ["--config", "config/daylily_ephemeral_cluster_template.yaml"];
    const { code, err } = await programHere([...words, ...config], { env: newcomer(home) });
    assert.equal(code, 1, err);
    assert.match(err, /DAY-CFG-004: .*cluster_nam.*\n {2}fix: use one of cluster_name/);
    assert.doesNotMatch(err, trace);
  });
});

Deno.test("a reader that goes away, output that cannot be written, streams that are closed", async () => {
  const cases: readonly (readonly [line: string, code: number, err: RegExp])[] = [
    ["dayctl create --help | head -1", 0, /^$/],
    ["dayctl create --help | true", 0, /^$/],
    ["dayctl --help >&-", 0, /^$/],
    ["dayctl create --foo 2>&-", 1, /^$/],
    ["dayctl create --region-az us-west-2b <&-", 1, /^error DAY-PROFILE-001/],
    ["dayctl create --help > /dev/full", 1, /^error DAY-OUT-001: .*space/],
    ["dayctl --help > /dev/full", 1, /^error DAY-OUT-001/],
    ["dayctl create --foo --output json > /dev/full", 1, /^error DAY-USE-001/],
    ["dayctl nope --output=json > /dev/full", 1, /^error DAY-USE-001/],
  ];
  for (const [line, code, expected] of cases) {
    const said = await shell(line);
    assert.equal(said.code, code, `${line}: ${said.err}`);
    assert.match(said.err, expected, line);
    assert.doesNotMatch(said.err, trace, line);
  }
  assert.equal((await shell("dayctl create --help | head -1")).out, "USAGE\n");
  const piped = await shell("dayctl create --help > help.txt; cat help.txt");
  assert.equal(piped.out, (await say(["create", "--help"])).out);
});

Deno.test("a pipe that does not wait for its reader gets everything all the same", async () => {
  const reader = `
import fcntl, os, subprocess, sys, time
out, into = os.pipe()
fcntl.fcntl(into, fcntl.F_SETFL, fcntl.fcntl(into, fcntl.F_GETFL) | os.O_NONBLOCK)
os.write(into, b"x" * 65536)
child = subprocess.Popen(sys.argv[1:], stdout=into)
os.close(into)
time.sleep(1)
data = b""
while part := os.read(out, 65536): data += part
sys.stdout.buffer.write(data.lstrip(b"x"))
sys.exit(child.wait())`;
  await inTemporaryFolder(async (home) => {
    const { code, stdout, stderr } = await new Deno.Command("python3", {
      args: ["-c", reader, ...dayctl("create", "--help")],
      env: newcomer(home),
      clearEnv: true,
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.equal(asFromSource(new TextDecoder().decode(stdout)), (await say(["create", "--help"])).out);
  });
});
