import assert from "node:assert/strict";
import { typedCommands, typingHere } from "../../lib/cli/commands/typed_commands.ts";
import { tasks } from "../../tasks/tasks.ts";
import { programHere } from "../support/program_here.ts";

const installed = { program: "dayctl", flags: "" } as const;
const elsewhere = { program: "deno task", flags: "--sandbox" } as const;

/** How the program is started, and what it says. */
const say = (environment: Readonly<Record<string, string>>, ...words: readonly string[]) =>
  programHere(words, { env: { AWS_REGION: "us-west-2", ...environment } });

Deno.test("design guarantee 6: a printed command is what a person types: of an installed program, or in the repository", () => {
  const text = "see: deno task status\n  deno task create --resume a_1; create, deno task ok, deno task create-cluster";
  assert.equal(typedCommands(text, tasks, { program: "deno task", flags: "" }), text);
  assert.equal(
    typedCommands(text, tasks, installed),
    "see: dayctl status\n  dayctl create --resume a_1; create, deno task ok, deno task create-cluster",
  );
  assert.equal(
    typedCommands("wrapped: deno\n  task status, deno task\n    watch", tasks, installed),
    "wrapped: dayctl status, dayctl\n    watch",
  );
});

Deno.test("design guarantee 6: a command keeps to the place of the run that prints it", () => {
  const flags = (text: string) => typedCommands(text, tasks, elsewhere);
  assert.equal(flags("deno task create --resume a_1"), "deno task create --sandbox --resume a_1");
  assert.equal(flags("deno task create --sandbox --plan."), "deno task create --sandbox --plan.");
  assert.equal(flags("deno task status."), "deno task status --sandbox.");
  assert.equal(flags("deno task sandbox up, deno task demo"), "deno task sandbox up, deno task demo");
  assert.equal(
    typedCommands("deno task watch", tasks, { program: "dayctl", flags: "--sandbox" }),
    "dayctl watch --sandbox",
  );
});

Deno.test("design guarantee 9: flags from the environment that are more than flags do not get into texts", () => {
  const typing = (flags: string) => typingHere({ get: (name) => name === "DAYCTL_TYPED_FLAGS" ? flags : undefined });
  assert.deepEqual(typing("--sandbox --debug"), { program: "deno task", flags: "--sandbox --debug" });
  for (const flags of ['--x"', "--x; rm", "$(x)", "x"]) assert.equal(typing(flags).flags, "");
});

Deno.test("design guarantee 6: help, errors, answers and JSON name the commands of this start of the program", async () => {
  const file = { DAYCTL_EXECUTABLE: "/opt/dayctl" };
  const inside = { DAYCTL_TYPED_FLAGS: "--sandbox", DAYLILY_CONFIG_DIR: "/nonexistent" };
  const [source, help, list, usage, json, status] = await Promise.all([
    say({}, "create", "--help"),
    say(file, "create", "--help"),
    say(file, "--help"),
    say(file, "create", "--foo"),
    say(file, "create", "--foo", "--output", "json"),
    say(inside, "status"),
  ]);
  assert.match(source.out, /^USAGE\n {2}deno task create \[FLAGS\]\n[^]*\n {2}deno task create --resume\n/);
  assert.equal(help.out, source.out.replaceAll("deno task create", "dayctl create"));
  assert.match(list.out, /\n {2}dayctl TASK \[FLAGS\]\n/);
  assert.match(usage.err, /fix: see dayctl create --help\n/);
  assert.equal(JSON.parse(json.out).error.fix, "see dayctl create --help");
  assert.match(status.out, /^no cluster is recorded; to create one, see: deno task create --sandbox --help\n/);
});
