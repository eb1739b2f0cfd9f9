import assert from "node:assert/strict";
import type { CreateResult } from "../../lib/cluster/create/create.ts";
import { createAnswer } from "../../lib/answers/creation/create_answer.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { promptRequired } from "../../lib/host/errors/prompt_required.ts";
import { pclusterCommand } from "../../lib/cluster/pcluster/pcluster_command.ts";
import { shellWord } from "../../lib/text/shell_word.ts";
import { type StateRecord, stateVersion } from "../../lib/state/state_record.ts";
import { demoRequest } from "./demo_request.ts";

const state: StateRecord = {
  deadline: "",
  schema_version: stateVersion,
  account_id: "1",
  artifacts: {},
  aws_profile: "sandbox",
  bucket: "x-omics-analysis-us-west-2",
  budgets: { global: "daylily-global", cluster: "da-us-west-2b-tc1", enforce: "enforce" },
  caller_arn: "arn",
  cfn_stack_created: false,
  cfn_stack_name: "pcluster-vpc-stack-2b",
  cluster_name: "tc1",
  headnode_ip: "203.0.113.7",
  heartbeat: {
    email: "a@b.co",
    schedule: "rate(60 minutes)",
    role_arn: "r",
    topic_arn: "t",
    schedule_name: "daylily-tc1-heartbeat",
  },
  keypair: "omics-k",
  pem_path: "/home/tester/.ssh/omics-k.pem",
  policy_arn: "p",
  post_create_warnings: [],
  private_subnet_id: "subnet-2",
  public_subnet_id: "subnet-1",
  region: "us-west-2",
  region_az: "us-west-2b",
  resources: [],
  run_id: "20260102030405",
  status: "created",
  warnings: [],
};

const created: CreateResult = {
  status: "created",
  exitCode: 0,
  runId: "20260102030405",
  cluster: "tc1",
  request: demoRequest,
  artifacts: { preflight_report: "/cfg/preflight_tc1.json", cluster_yaml: "/cfg/tc1.yaml" },
  resumable: true,
  standsInTheWay: false,
  state,
};

const environment = { get: (name: string) => name === "AWS_PROFILE" ? "sandbox" : undefined };

Deno.test("T115, decision 3.28: the answer of a creation says what stands, and ends with the login, in both forms", () => {
  const { text, next } = createAnswer(created, environment);
  assert.deepEqual(text.split("\n"), [
    "created: cluster tc1 in us-west-2b, run 20260102030405",
    "  head node  203.0.113.7",
    "  bucket     x-omics-analysis-us-west-2",
    "  network    existing: subnet-1, subnet-2",
    "  budgets    daylily-global, da-us-west-2b-tc1; jobs over budget are logged,",
    "             not stopped",
    "  heartbeat  rate(60 minutes) to a@b.co",
    "files in /cfg:",
    "  preflight_report  preflight_tc1.json",
    "  cluster_yaml      tc1.yaml",
  ]);
  assert.deepEqual(next, [
    "deno task extend --cluster tc1 --region us-west-2 --ttl 36h",
    "deno task export --cluster tc1 --region us-west-2",
    "deno task delete --cluster tc1 --region us-west-2",
    "pcluster describe-cluster -n tc1 --region us-west-2",
    "ssh -i /home/tester/.ssh/omics-k.pem ubuntu@203.0.113.7",
    "deno task ssh --cluster tc1 --region us-west-2",
  ]);
  const ends = createAnswer({ ...created, state: { ...state, deadline: "2026-01-03T03:04:05Z" } }, environment);
  assert.match(ends.text, /\n {2}deadline {3}2026-01-03T03:04:05Z\n/);
  const unchecked = { ...state, budgets: { ...state.budgets, enforce: "skip" } };
  assert.match(
    createAnswer({ ...created, state: unchecked }, environment).text,
    /; jobs over budget are not\n +stopped/,
  );
});

Deno.test("a heartbeat that waits for its confirmation says so; so does none", () => {
  const out = { arn: "pending", state: "pending", others: [] };
  const mail = { kind: "subscription", key: "k", origin: "created", expected: {}, out } as const;
  const pending = createAnswer({ ...created, state: { ...state, resources: [mail] } }, environment).text;
  assert.match(pending, /heartbeat +rate\(60 minutes\) to a@b\.co; confirm the subscription/);
  const none = { ...state, heartbeat: { ...state.heartbeat, schedule_name: "" } };
  assert.match(createAnswer({ ...created, state: none }, environment).text, /heartbeat +none/);
});

Deno.test("crash matrix, create without SNS or Scheduler: a heartbeat that could not be made has its command among the next ones", () => {
  const nextWith = (heartbeat: Partial<StateRecord["heartbeat"]>) => {
    const changed = { ...state, heartbeat: { ...state.heartbeat, schedule_name: "", topic_arn: "", ...heartbeat } };
    return createAnswer({ ...created, state: changed }, environment).next?.filter((each) => /heartbeat/.test(each));
  };
  const usual =
    "deno task setup-heartbeat --cluster tc1 --region us-west-2 --email a@b.co --schedule 'rate(60 minutes)'";
  assert.deepEqual(nextWith({ role_arn: "arn:aws:iam::1:role/eventbridge-scheduler-to-sns" }), [usual]);
  assert.deepEqual(nextWith({ role_arn: "" }), [usual], "no role yet: the task makes one");
  const own = "arn:aws:iam::1:role/own";
  assert.deepEqual(nextWith({ role_arn: own }), [`${usual} --scheduler-role-arn ${own}`]);
  assert.deepEqual(nextWith({ email: "" }), [], "nobody wants one");
  assert.deepEqual(nextWith({ schedule_name: "daylily-tc1-heartbeat" }), []);
});

Deno.test("headnode case 11: where head nodes are reached by options of a person's own, the traditional login is not printed", () => {
  const { next } = createAnswer(created, environment, { hasOwnOptions: true });
  assert.deepEqual(next?.slice(-2), [
    "pcluster describe-cluster -n tc1 --region us-west-2",
    "deno task ssh --cluster tc1 --region us-west-2",
  ]);
});

Deno.test("decision 3.57c: where the shipped program is what is missing, the printed command ships it", () => {
  const command = "deno task headnode configure --cluster tc1 --region us-west-2";
  for (const [step, printed] of [["clone", command], ["self_check", `${command} --ship-binary`]]) {
    const lacks = { ...state, post_create_warnings: [{ id: `headnode.${step}`, step: "headnode", message: "no" }] };
    assert.equal(createAnswer({ ...created, state: lacks }, environment).next?.[3], printed);
  }
});

Deno.test("warnings of both kinds stand in one section, a head node without address in no login", () => {
  const warning = (step: string) => ({ id: step, step, message: `of\n${step}` });
  const changed = { ...state, headnode_ip: "", warnings: [warning("a")], post_create_warnings: [warning("headnode")] };
  const { text, next } = createAnswer({ ...created, state: changed }, environment);
  assert.match(text, /warnings:\n {2}a {9}of a\n {2}headnode {2}of headnode\n/);
  assert.match(text, /head node +no public address yet/);
  assert.deepEqual(next?.slice(3), [
    "deno task headnode configure --cluster tc1 --region us-west-2",
    "pcluster describe-cluster -n tc1 --region us-west-2",
  ]);
});

Deno.test("design guarantee 4: whatever stopped a run, the way on is printed; before gate 9 there is none", () => {
  const failed = createAnswer({ ...created, status: "failed", exitCode: 2, standsInTheWay: true }, environment);
  assert.equal(failed.exitCode, 2);
  assert.deepEqual(failed.next, ["deno task create --resume tc1_20260102030405"]);
  assert.doesNotMatch(failed.text, /head node/);
  const refused = createAnswer(
    { ...created, status: "failed", exitCode: 1, resumable: false, state: undefined },
    environment,
  );
  assert.deepEqual(refused.next, []);
});

Deno.test("decision 3.60: after a refused dry run the corrected command comes first, the same with the old values after it", () => {
  const refused = { ...created, status: "failed", exitCode: 2, error: new DayError("DAY-PC-001", "no") } as const;
  const again = "deno task create --region-az us-west-2b --config config/demo.yaml --pass-on-warn";
  const resume = "deno task create --resume tc1_20260102030405";
  assert.deepEqual(createAnswer(refused, environment).next, [again, resume]);
  const request = {
    ...demoRequest,
    profile: "my own",
    set: { cluster_name: "tc1", ssh_key_name: "omics #2" },
    tags: [{ key: "team", value: "a b" }],
    repo_overrides: { day: "main" },
    ssh_cidr: "10.0.0.0/8",
    create_timeout_minutes: 30,
    via: "ssm" as const,
    ship_binary: false,
    pass_on_warn: false,
  };
  const typed = "--region-az us-west-2b --profile 'my own' --config config/demo.yaml --set cluster_name=tc1 " +
    "--set 'ssh_key_name=omics #2' --tag 'team=a b' --repo-override day:main --ssh-cidr 10.0.0.0/8 --create-timeout 30 --via ssm --no-ship-binary";
  assert.equal(createAnswer({ ...refused, request }, environment).next?.[0], `deno task create ${typed}`);
  const denied = { ...refused, error: new DayError("DAY-AWS-002", "no") };
  assert.deepEqual(createAnswer(denied, environment).next, [resume, again]);
  // Interrupted is not refused: there is nothing to correct.
  assert.deepEqual(createAnswer({ ...refused, status: "interrupted" }, environment).next, [resume]);
});

Deno.test("spec 1.7: where nobody could be asked, next is the command with each choice, and no resume that would ask the same", () => {
  const error = promptRequired({ key: "public_subnet_id", message: "Which?", choices: ["subnet-1", "subnet-2"] });
  const stopped = { ...created, status: "failed", exitCode: 1, error } as const;
  const again = "deno task create --region-az us-west-2b --config config/demo.yaml --pass-on-warn";
  assert.deepEqual(createAnswer(stopped, environment, { own: ["--new-run"] }).next, [
    `${again} --new-run --non-interactive --set public_subnet_id=subnet-1`,
    `${again} --new-run --non-interactive --set public_subnet_id=subnet-2`,
  ]);
});

Deno.test("design guarantee 6: a printed pcluster command brings its profile, where the environment has another", () => {
  const args = ["describe-cluster", "-n", "tc1"];
  assert.equal(pclusterCommand({ profile: "sandbox", environment }, args), "pcluster describe-cluster -n tc1");
  assert.equal(
    pclusterCommand({ profile: "my own", environment }, args),
    "AWS_PROFILE='my own' pcluster describe-cluster -n tc1",
  );
  const path = "/home/a b/.cache/dayctl/toolchain/pcluster";
  const get = (name: string) => name === "DAYCTL_TYPED_PCLUSTER" ? path : environment.get(name);
  assert.equal(
    pclusterCommand({ profile: "sandbox", environment: { get } }, args),
    `'${path}' describe-cluster -n tc1`,
  );
});

const outranking: readonly (readonly [profile: string, variables: Readonly<Record<string, string>>, before: string])[] =
  [
    ["sandbox", { AWS_ACCESS_KEY_ID: "A" }, "env -u AWS_ACCESS_KEY_ID"],
    ["sandbox", { AWS_DEFAULT_PROFILE: "x" }, "env -u AWS_DEFAULT_PROFILE"],
    ["p", { AWS_DEFAULT_PROFILE: "p" }, "env -u AWS_DEFAULT_PROFILE AWS_PROFILE=p"],
    [
      "p",
      { AWS_SESSION_TOKEN: "t", AWS_SECRET_ACCESS_KEY: "s", AWS_ACCESS_KEY_ID: "A" },
      "env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY -u AWS_SESSION_TOKEN AWS_PROFILE=p",
    ],
    [
      "p",
      { AWS_ROLE_ARN: "r", AWS_WEB_IDENTITY_TOKEN_FILE: "f" },
      "env -u AWS_ROLE_ARN -u AWS_WEB_IDENTITY_TOKEN_FILE AWS_PROFILE=p",
    ],
  ];
for (const [profile, variables, before] of outranking) {
  Deno.test(`a printed pcluster command acts for nobody else, whatever is exported: ${before}`, () => {
    const get = (name: string) => variables[name] ?? environment.get(name);
    assert.equal(pclusterCommand({ profile, environment: { get } }, ["version"]), `${before} pcluster version`);
  });
}

Deno.test("design guarantee 9: what is copied into a shell stays one word", () => {
  assert.equal(shellWord("/a/b-c_1.pem"), "/a/b-c_1.pem");
  assert.equal(shellWord("it's $(x)"), `'it'\\''s $(x)'`);
  assert.equal(shellWord(""), "''");
});
