import assert from "node:assert/strict";
import { parse, type Parsed } from "../../lib/cli/commands/parse.ts";
import { systemHost } from "../../lib/host/system/system_host.ts";
import { subCommand, taskOfSubCommands } from "../../lib/cli/sub_commands.ts";
import { task } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";

const rent = task({
  name: "rent",
  brief: "Rents a thing",
  description: "A long story.",
  helpWithoutArguments: true,
  flags: {
    regionAz: { kind: "text", brief: "zone", placeholder: "ZONE" },
    resume: { kind: "optionalText", brief: "go on", placeholder: "RUN" },
    tag: { kind: "texts", brief: "tag", placeholder: "KEY=VALUE" },
    passOnWarn: { kind: "toggle", brief: "go on" },
  },
  check({ tag }) {
    return tag.includes("bad") ? Promise.reject(new DayError("DAY-USE-001", "a bad tag")) : Promise.resolve();
  },
  run: () => assert.fail("parsing runs nothing"),
});

const infra = task({
  name: "infra",
  brief: "Makes things",
  flags: { user: { kind: "text", brief: "user", placeholder: "NAME" } },
  aliases: { u: "user" },
  words: { brief: "what to do", placeholder: "verb", least: 1, most: 2 },
  run: () => assert.fail("parsing runs nothing"),
});

async function flagsOf(...argv: string[]): Promise<Record<string, unknown>> {
  const parsed = await parse(rent, argv, "1.2.3", systemHost());
  return parsed.is === "run" ? parsed.flags : assert.fail("a text");
}

const textOf = (parsed: Parsed) => parsed.is === "text" ? parsed.text : assert.fail("a run");

async function mistake(argv: readonly string[], task = rent): Promise<string> {
  try {
    await parse(task, argv, "1.2.3", systemHost());
  } catch (error) {
    assert.ok(error instanceof DayError && error.code === "DAY-USE-001" && error.exitCode === 1);
    return error.message;
  }
  return assert.fail(`accepted: ${argv.join(" ")}`);
}

Deno.test("flags in kebab-case, with a blank or an equals sign before the value", async () => {
  for (const argv of [["--region-az", "us-west-2b", "--pass-on-warn"], ["--region-az=us-west-2b", "--pass-on-warn"]]) {
    const { regionAz, passOnWarn, debug } = await flagsOf(...argv);
    assert.deepEqual([regionAz, passOnWarn, debug], ["us-west-2b", true, false]);
  }
  assert.equal((await flagsOf("--region-az", "a b;$(c)")).regionAz, "a b;$(c)");
  assert.equal((await flagsOf("--region-az", "")).regionAz, "");
  assert.equal((await flagsOf("--region-az=")).regionAz, "");
});

Deno.test("every task has the common flags", async () => {
  const flags = await flagsOf(
    ..."--profile p --region r --output json --non-interactive --yes --debug --sandbox".split(" "),
  );
  const { profile, region, output, nonInteractive, yes, debug, sandbox } = flags;
  assert.deepEqual([profile, region, output, nonInteractive, yes, debug, sandbox], [
    "p",
    "r",
    "json",
    true,
    true,
    true,
    true,
  ]);
});

Deno.test("repeatable flags keep their order and are an empty list when they are not given", async () => {
  assert.deepEqual((await flagsOf("--tag", "b=1", "--tag", "a=2", "--tag", "b=1")).tag, ["b=1", "a=2", "b=1"]);
  assert.deepEqual((await flagsOf("--pass-on-warn")).tag, []);
});

Deno.test("decision 3.23: --resume with a value, without one, and not at all", async () => {
  assert.equal((await flagsOf("--resume", "c_20260101000000")).resume, "c_20260101000000");
  assert.equal((await flagsOf("--resume=c")).resume, "c");
  assert.equal((await flagsOf("--resume")).resume, "");
  assert.equal((await flagsOf("--resume", "--debug")).resume, "");
  assert.equal((await flagsOf("--debug")).resume, undefined);
});

Deno.test("T1: without any argument a task may show its help", async () => {
  const text = textOf(await parse(rent, [], "1.2.3", systemHost()));
  for (const part of ["Rents a thing", "A long story.", "--region-az ZONE", "--non-interactive", "--help"]) {
    assert.ok(text.includes(part), `${part} is missing`);
  }
  assert.ok(!text.includes("\u001b"));
  assert.match(await mistake([], infra), /verb/);
});

Deno.test("T2: an unknown flag or word is named, with all other mistakes", async () => {
  assert.match(await mistake(["--foo"]), /--foo/);
  assert.match(await mistake(["word"]), /word/);
  assert.match(await mistake(["--region-ax", "us-west-2b"]), /--region-ax\b.*did you mean --region-az\?/);
  assert.match(await mistake(["--fooBar"]), /--fooBar/);
  assert.match(await mistake(["--", "--help"]), /--help/);
});

Deno.test("T3: a missing value is a mistake, and the end", async () => {
  assert.match(await mistake(["--region-az", "us-west-2b", "--profile"]), /--profile/);
  assert.match(await mistake(["--profile", "--debug"]), /--profile/);
  assert.match(await mistake(["--tag"]), /--tag/);
});

Deno.test("a flag that may be given once is not given twice, and a choice is one of its values", async () => {
  assert.match(await mistake(["--region-az", "a", "--region-az", "b"]), /--region-az/);
  assert.match(await mistake(["--output", "xml"]), /xml.*text\|json/);
});

Deno.test("help and version count where they stand: what is wrong before them wins, what comes after does not", async () => {
  for (const word of ["--help", "-h"]) {
    assert.match(textOf(await parse(rent, [word], "1.2.3", systemHost())), /USAGE/);
    assert.match(textOf(await parse(rent, ["--region-az", "x", word, "--foo"], "1.2.3", systemHost())), /USAGE/);
    assert.match(await mistake(["--foo", word]), /--foo/);
    assert.match(await mistake(["--profile", word]), /--profile/);
  }
  assert.equal(textOf(await parse(rent, ["--version"], "1.2.3", systemHost())).trim(), "1.2.3");
  assert.match(textOf(await parse(infra, ["--user", "x", "--help"], "1.2.3", systemHost())), /Makes things/);
});

Deno.test("T8: a value that the task refuses wins over a later --help", async () => {
  assert.equal(await mistake(["--tag", "bad", "--help"]), "a bad tag");
  assert.match(textOf(await parse(rent, ["--help", "--tag", "bad"], "1.2.3", systemHost())), /USAGE/);
  assert.match(textOf(await parse(rent, ["--tag", "good", "--help"], "1.2.3", systemHost())), /USAGE/);
});

Deno.test("words between the flags, as many as the task takes, and letters for flags", async () => {
  const parsed = await parse(infra, ["a", "--user", "x", "b"], "1", systemHost());
  assert.deepEqual(parsed.is === "run" && [parsed.words, parsed.flags.user], [["a", "b"], "x"]);
  const short = await parse(infra, ["-u", "x", "a"], "1", systemHost());
  assert.deepEqual(short.is === "run" && [short.words, short.flags.user], [["a"], "x"]);
  const escaped = await parse(infra, ["a", "--", "--user"], "1", systemHost());
  assert.deepEqual(escaped.is === "run" && escaped.words, ["a", "--user"]);
  assert.match(await mistake(["a", "b", "c"], infra), /c/);
});

const zone = { regionAz: { kind: "text", brief: "zone", placeholder: "ZONE" } } as const;
const built = taskOfSubCommands({ name: "build", brief: "Builds things" }, {
  network: subCommand({
    brief: "the network",
    flags: { ...zone, update: { kind: "toggle", brief: "put right what differs" } },
    needs: ["regionAz"],
    run: () => assert.fail("parsing runs nothing"),
  }),
  user: subCommand({
    brief: "the user",
    flags: { group: { kind: "text", brief: "group", placeholder: "NAME" } },
    needs: ["region"],
    run: () => assert.fail("parsing runs nothing"),
  }),
});

Deno.test("each sub-command has flags of its own, refuses those of others and says which it lacks", async () => {
  const parsed = await parse(built, ["--sandbox", "network", "--region-az", "z", "--update"], "1", systemHost());
  assert.deepEqual(parsed.is === "run" && [parsed.words, parsed.flags.update], [["network"], true]);
  assert.equal(await mistake(["network"], built), "network needs --region-az");
  assert.equal(await mistake(["network", "--region-az", ""], built), "network needs --region-az");
  assert.equal(
    await mistake(["user", "--update", "--region-az=z"], built),
    "--region-az is not for user; --update is not for user; user needs --region",
  );
  assert.equal(await mistake(["networks"], built), "build networks: did you mean network?");
  assert.equal(await mistake(["toString"], built), "build toString: expected network or user");
  assert.match(await mistake(["network", "--nonsense"], built), /no flag --nonsense/);
});

Deno.test("the help lists sub-commands with their flags, and each has a page of its own", async () => {
  const all = textOf(await parse(built, [], "1", systemHost()));
  for (
    const part of ["deno task build VERB [FLAGS]", "--region-az ZONE [--update]", "--region REGION [--group NAME]"]
  ) {
    assert.ok(all.includes(part), all);
  }
  const one = textOf(await parse(built, ["user", "--help"], "1", systemHost()));
  assert.match(one, /deno task build user --region REGION \[FLAGS\][^]*the user[^]*--group NAME/);
  assert.doesNotMatch(one, /--update|--region-az/);
  assert.match(await mistake(["user", "--update", "--help"], built), /--update is not for user/);
});
