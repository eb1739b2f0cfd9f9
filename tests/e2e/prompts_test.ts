import assert from "node:assert/strict";
import { join } from "node:path";
import { parse } from "yaml";
import { asFromSource } from "../support/program_process.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { type Ended, keys, type Terminal } from "../support/terminal.ts";
import {
  answerAll,
  createFromLines,
  createHere,
  createOnTerminal,
  type Entry,
  filesWritten,
  type Question,
  readArtifact,
  settled,
  typedAnswers,
  writeConfig,
} from "./create_on_terminal.ts";
import { catalogue, longKey, menu, moreSubnets, plenty } from "./prompt_catalogue.ts";

const permitted = { ...plenty, policies: "group" } as const;

Deno.test(
  "3.16: the prompts of a creation on a terminal",
  sharedSandbox({ seed: plenty, settings: { quotas: { "L-34B43A08": 384 } } }, async (step) => {
    await step(
      "all 26, in the order of 3.2, bad answers first (T26, T33, T34, T36, T40, T46, T57, T58, T59, T67)",
      all,
    );
    await step(
      "an empty line takes what is offered (T35, T37, T38, T40, T41, T47, T49, T51, T52, T65, T66)",
      offered,
      { ...permitted, keys: [{ name: "omics-one" }] },
    );
    await step("T57: without the policies everything but 1 ends the run, before any change", declined);
    await step("T59: n is no consent to the limit", refused, permitted);
    await step("T59: the end of input is no consent", refusedByEnd, permitted);
    await step(
      "Ctrl-C at the first question: exit 130, nothing is written",
      (sandbox) => stopped(sandbox, 130, (terminal) => terminal.type(keys.interrupt)),
    );
    await step(
      "TERM at the first question: exit 143, nothing is written",
      (sandbox) => stopped(sandbox, 143, (terminal) => terminal.signal("SIGTERM")),
    );
    await step(
      "Ctrl-C at a question of the preflight ends the journal; a plain creation may follow",
      stoppedInPreflight,
    );
    await step("Ctrl-C behind the gates: a resume asks this question, and no earlier one again", resumed, permitted);
    await step("1.7: Ctrl-D takes a valid default; without one it ends the run, exit 1", ended);
    await step("decision 3.32: without a terminal answers are read by line, and written down", fromLines);
  }),
);

async function all(sandbox: Sandbox): Promise<void> {
  await moreSubnets(sandbox);
  await Deno.writeTextFile(join(sandbox.folder, "empty.yaml"), "ephemeral_cluster: {}\n");
  await writeConfig(sandbox, {
    cluster_name: ["USESETVALUE", "okdefault", "hidden"],
    auto_delete_fsx: ["USESETVALUE", "Delete", "Retain"],
    spot_instance_allocation_strategy: ["PROMPTUSER", "capacity-optimized", ""],
  });
  assert.equal(new Set(catalogue.map(({ id }) => id)).size, 26);
  const environment = { DAY_DISABLE_AUTO_SELECT: "1" };
  const { code, shown } = await createOnTerminal(sandbox, { environment }, async (terminal) => {
    await answerAll(terminal, catalogue);
    return await terminal.end();
  });
  assert.equal(code, 0, shown);
  assert.match(shown, /^dry run passed, nothing created: cluster tc1/m);
  assertReadable(shown);
  const values = await settledValues(sandbox, "tc1");
  assert.match(values.public_subnet_id, /^subnet-/);
  assert.match(values.private_subnet_id, /^subnet-/);
  assertValues(values, {
    max_count_8I: "8",
    max_count_128I: "1",
    max_count_192I: "1",
    cluster_name: "tc1",
    budget_email: "a@b.co",
    enforce_budget: "enforce",
    cluster_template_yaml: "config/day_cluster/prod_cluster.yaml",
    headnode_instance_type: "r7i.16xlarge",
    fsx_fs_size: "7200",
    delete_local_root: "false",
    auto_delete_fsx: "Retain",
    heartbeat_email: "x@y.zz",
    heartbeat_schedule: "cron(0 12 * * ? *)",
    spot_instance_allocation_strategy: "lowest-price",
    s3_bucket_name: "b-omics-analysis-us-west-2",
    ssh_key_name: longKey,
    iam_policy_arn: "arn:aws:iam::123456789012:policy/pclusterTagsAndBudget",
    global_allowed_budget_users: "u1,u2",
    global_budget_amount: "200",
    allowed_budget_users: "ubuntu",
    budget_amount: "150.5",
  });
}

/** Values that lead to their question or are taken as they are, and what is offered there. */
const unfit: Readonly<Record<string, Entry>> = {
  cluster_name: ["USESETVALUE", "okdefault", "bad_name"],
  budget_email: ["USESETVALUE", "d@e.fg", "not-an-email"],
  enforce_budget: ["USESETVALUE", "enforce", "true"],
  headnode_instance_type: ["PROMPTUSER", "r7i.8xlarge", ""],
  fsx_fs_size: ["PROMPTUSER", "7200", ""],
  auto_delete_fsx: ["USESETVALUE", "", "retain"],
  delete_local_root: ["USESETVALUE", "", "maybe"],
  heartbeat_email: ["USESETVALUE", "", ""],
  heartbeat_schedule: ["USESETVALUE", "rate(30 minutes)", "every hour"],
  spot_instance_allocation_strategy: ["USESETVALUE", "lowest-price", "cheap"],
  ssh_key_name: ["USESETVALUE", "", "gone"],
  s3_bucket_name: ["USESETVALUE", "", "b-omics-analysis-us-west-2"],
};

/** What is left to ask then. A menu without a default is shown again after an empty line. */
const left: readonly (Question & { readonly answer: string })[] = [
  { id: "cluster_name", shown: /be called\?\s+\[okdefault\]: $/, answer: "" },
  { id: "budget_email", shown: /budget\s+alerts\?\s+\[d@e\.fg\]: $/, answer: "" },
  { id: "enforce_budget", shown: menu("against the budget", "1"), answer: "" },
  { id: "headnode_instance_type", shown: menu("the head node have", "1"), answer: "" },
  { id: "delete_local_root", shown: menu("root volume be deleted"), refused: [["", /^Should the/]], answer: "1" },
  { id: "auto_delete_fsx", shown: menu("file system when"), refused: [["", /^What should/]], answer: "2" },
  { id: "heartbeat_email", shown: /none\)\?\s+\[d@e\.fg\]: $/, answer: "" },
  { id: "heartbeat_schedule", shown: /be sent[^]*\[rate\(30 minutes\)\]: $/, answer: "" },
  { id: "spot_instance_allocation_strategy", shown: menu("Spot capacity", "3"), answer: "" },
];

async function offered(sandbox: Sandbox): Promise<void> {
  await writeConfig(sandbox, { ...settled, ...unfit });
  const { typed, assertAsked } = typedAnswers(left);
  const { code, err } = await createHere(sandbox, { args, typed });
  assert.equal(code, 0, err);
  assertAsked(err);
  assert.match(err, /the configured ssh_key_name 'gone' cannot be used: it must be a key pair of the region/);
  assertValues(await settledValues(sandbox, "okdefault"), {
    cluster_name: "okdefault",
    budget_email: "d@e.fg",
    enforce_budget: "skip",
    headnode_instance_type: "r7i.2xlarge",
    fsx_fs_size: "7200",
    auto_delete_fsx: "Delete",
    delete_local_root: "false",
    heartbeat_email: "d@e.fg",
    heartbeat_schedule: "rate(30 minutes)",
    spot_instance_allocation_strategy: "lowest-price",
    ssh_key_name: "omics-one",
    s3_bucket_name: "b-omics-analysis-us-west-2",
  });
}

const args = ["--config", "my.yaml"];
const policiesAreMissing = /anything else to stop: $/;

async function declined(sandbox: Sandbox): Promise<void> {
  await writeConfig(sandbox, settled);
  const { code, err } = await createHere(sandbox, { args: [...args, "--pass-on-warn"], typed: ["2"] });
  assert.equal(code, 1, err);
  assert.match(err, /anything else to stop: 2\n/);
  assert.match(err, /^error DAY-PROMPT-003/m);
  assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), []);
  assert.match(await readArtifact(sandbox, /^preflight_tc1_/), /"acknowledged": false/);
}

async function refused(sandbox: Sandbox): Promise<void> {
  sandbox.settings.quotas = { "L-34B43A08": 328 };
  await writeConfig(sandbox, settled);
  const { code, err } = await createHere(sandbox, { args, typed: ["n"] });
  assert.equal(code, 1, err);
  assert.match(err, /type anything\s+to stop n\n/);
  assert.match(err, /^error DAY-PROMPT-003/m);
}

async function refusedByEnd(sandbox: Sandbox): Promise<void> {
  sandbox.settings.quotas = { "L-34B43A08": 328 };
  await writeConfig(sandbox, settled);
  const { code, shown, settings } = await create(sandbox, async (terminal) => {
    await terminal.see(/type anything\s+to stop $/);
    await terminal.type(keys.endOfInput);
  });
  assert.equal(code, 1, shown);
  assert.match(shown, /^error DAY-PROMPT-003/m);
  assertSane(settings);
}

async function stopped(sandbox: Sandbox, expected: number, stop: (terminal: Terminal) => Promise<void>): Promise<void> {
  const { code, shown, settings } = await createOnTerminal(sandbox, {}, async (terminal) => {
    await terminal.see(/Which configuration file[^]*: $/);
    await stop(terminal);
    return await terminal.end();
  });
  assert.equal(code, expected, shown);
  assert.match(shown, /: (\^C)?\r\n$/, "the shell's next prompt has a line of its own");
  assertSane(settings);
  assert.deepEqual(await filesWritten(sandbox), []);
  assert.deepEqual(sandbox.requests(), []);
}

async function stoppedInPreflight(sandbox: Sandbox): Promise<void> {
  await writeConfig(sandbox, settled);
  const { code, shown, settings } = await create(sandbox, async (terminal) => {
    await terminal.see(policiesAreMissing);
    await terminal.type(keys.interrupt);
  });
  assert.equal(code, 130, shown);
  assert.match(shown, /^interrupted: cluster tc1 /m);
  assertSane(settings);
  assert.deepEqual((await filesWritten(sandbox)).filter((name) => !name.startsWith("runs/")), []);
  const last = (await readArtifact(sandbox, /^tc1_\d+\.jsonl$/, "runs")).trimEnd().split("\n").at(-1) ?? "";
  assert.match(last, /"fact":"end".*"interrupted"/);

  const again = await createHere(sandbox, { args, typed: ["2"] });
  assert.equal(again.code, 1, again.err);
  assert.match(again.err, /anything else to stop: 2\n/);
}

async function resumed(sandbox: Sandbox): Promise<void> {
  const asked: Readonly<Record<string, Entry>> = {
    cluster_name: ["PROMPTUSER", "", ""],
    budget_amount: ["PROMPTUSER", "", ""],
  };
  await writeConfig(sandbox, { ...settled, ...asked });
  const { code, shown } = await create(sandbox, async (terminal) => {
    await answerAll(terminal, [
      { id: "cluster_name", shown: /be called\?: $/, answer: "tc1" },
      ...catalogue.filter(({ id }) => id === "s3_bucket_name" || id === "ssh_key_name"),
    ]);
    await terminal.see(/the cluster budget\s+hold\?\s+\[200\]: $/);
    await terminal.type(keys.interrupt);
  });
  assert.equal(code, 130, shown);
  const command = /deno task (create --resume tc1_\d+)/.exec(asFromSource(shown))?.[1] ?? "none";
  const again = await createHere(sandbox, { words: command.split(" "), typed: [""] });
  assert.equal(again.code, 0, again.err);
  assert.match(again.err, /the cluster budget\s+hold\?\s+\[200\]: \n/);
  assert.equal(again.err.match(/\?/g)?.length, 1, again.err);
}

async function ended(sandbox: Sandbox): Promise<void> {
  const asked: Readonly<Record<string, Entry>> = {
    max_count_8I: ["PROMPTUSER", "", ""],
    budget_email: ["PROMPTUSER", "", ""],
  };
  await writeConfig(sandbox, { ...settled, ...asked });
  const { code, shown, settings } = await create(sandbox, async (terminal) => {
    await terminal.see(/with 8 vCPU .*\s+\[1\]: $/);
    await terminal.type(keys.endOfInput);
  });
  assert.equal(code, 1, shown);
  assert.match(shown, /^Which mail address should get the budget alerts\?: \r\nerror DAY-PROMPT-002: .*budget_email/m);
  assertSane(settings);
}

async function fromLines(sandbox: Sandbox): Promise<void> {
  const asked: Readonly<Record<string, Entry>> = {
    cluster_name: ["PROMPTUSER", "", ""],
    budget_email: ["PROMPTUSER", "", ""],
  };
  await writeConfig(sandbox, { ...settled, ...asked });
  const { code, stderr } = await createFromLines(sandbox, ["--config", "my.yaml"], "a_b\ntc1\r\na@b.co\n");
  assert.equal(code, 1, stderr);
  assert.match(stderr, /be called\?: a_b\n {2}must start .*\nWhat .*\?: tc1\nWhich .*\?: a@b\.co\n/);
  assert.match(stderr, /anything else to stop: \nx FAIL [^]*\nerror DAY-PROMPT-003/);
}

/** `create` with the test's configuration; after `body` it is left to come to its end. */
async function create(
  sandbox: Sandbox,
  body: (terminal: Terminal) => Promise<void>,
): Promise<Ended> {
  return await createOnTerminal(sandbox, { args }, async (terminal) => {
    await body(terminal);
    return await terminal.end();
  });
}

/** Within 80 columns, and a name that is too long is cut in its middle. */
function assertReadable(shown: string): void {
  const lines = shown.split("\r\n");
  const asked = lines.filter((line) => /\?|^ +\d+\) |^number/.test(line));
  assert.deepEqual(asked.filter((line) => line.length > 80), []);
  assert.ok(lines.some((line) => /^ {2}\d\) omics-very-.*….*-long \(ed25519\)$/.test(line)), shown);
}

/** The values of the configuration that would repeat this run. */
async function settledValues(sandbox: Sandbox, cluster: string): Promise<Readonly<Record<string, string>>> {
  const text = await readArtifact(sandbox, new RegExp(`^${cluster}_resolved_cli_`));
  const entries = Object.entries(parse(text).ephemeral_cluster.config as Record<string, readonly string[]>);
  return Object.fromEntries(entries.map(([key, triplet]) => [key, triplet[2]]));
}

function assertValues(values: Readonly<Record<string, string>>, expected: Readonly<Record<string, string>>): void {
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, values[key]])), expected);
}

/** What is typed can be seen and edited again. */
function assertSane(settings: string): void {
  assert.match(settings, / echo /);
  assert.match(settings, / icanon /);
}
