import assert from "node:assert/strict";
import { join } from "node:path";
import { type CreateFlags, readRequest, refuseDisagreement } from "../../lib/cluster/create/read_request.ts";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { environmentOf, request } from "./run_world.ts";

const noFlags: CreateFlags = {
  set: [],
  ttlDeletesResults: false,
  noShipBinary: false,
  passOnWarn: false,
  repoOverride: [],
  tag: [],
};

/** Reads flags in a home that knows the profiles `sandbox` and `other`. */
function read(flags: Partial<CreateFlags>, variables: Readonly<Record<string, string>> = {}) {
  return inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, ".aws"));
    await Deno.writeTextFile(join(folder, ".aws", "config"), "[profile sandbox]\n[profile other]\n");
    const events: DayEvent[] = [];
    const environment = environmentOf(folder, { AWS_PROFILE: "sandbox", ...variables });
    const emit = (event: DayEvent) => void events.push(event);
    return { read: await readRequest({ files: systemFiles, environment, emit }, { ...noFlags, ...flags }), events };
  });
}

async function mistake(flags: Partial<CreateFlags>): Promise<[code: string, message: string]> {
  try {
    await read({ regionAz: "us-west-2b", ...flags });
  } catch (error) {
    const { code, message, exitCode } = error as DayError;
    assert.equal(exitCode, 1);
    return [code, message];
  }
  return assert.fail("accepted");
}

Deno.test("with nothing but a zone everything else has its usual value", async () => {
  const { read: made } = await read({ regionAz: "us-west-2b" });
  assert.deepEqual(made, { ...request, config: "" });
});

Deno.test("T11: the region is the zone's; T5 and plan 10.1: the profile is the flag's, else AWS_PROFILE", async () => {
  const { read: made } = await read({ regionAz: "eu-central-1a", profile: "other" }, { AWS_REGION: "us-east-1" });
  assert.deepEqual([made.region, made.region_az, made.profile], ["eu-central-1", "eu-central-1a", "other"]);
});

Deno.test("T10: settings, tags and overrides; the last one of a key counts; overrides are told", async () => {
  const { read: made, events } = await read({
    regionAz: "us-west-2b",
    set: ["budget_amount=1", "cluster_name=ab", "budget_amount=2", "allowed_budget_users=a=b"],
    cluster: "cc",
    template: "t.yaml",
    tag: ["k=v", "l=w=x", "empty="],
    repoOverride: ["daylily-omics-analysis:dev/x:y", "daylily-omics-analysis:main"],
    sshCidr: "203.0.113.0/24",
    createTimeout: "120",
    passOnWarn: true,
    config: "c.yaml",
  });
  assert.deepEqual(made, {
    ...request,
    config: "c.yaml",
    set: { allowed_budget_users: "a=b", budget_amount: "2", cluster_name: "cc", cluster_template_yaml: "t.yaml" },
    tags: [{ key: "k", value: "v" }, { key: "l", value: "w=x" }, { key: "empty", value: "" }],
    repo_overrides: { "daylily-omics-analysis": "main" },
    ssh_cidr: "203.0.113.0/24",
    create_timeout_minutes: 120,
    pass_on_warn: true,
  });
  assert.deepEqual(events.filter(({ code }) => code === "request.override").map(({ message }) => message), [
    "The head node gets repository daylily-omics-analysis at branch or tag main",
  ]);
});

Deno.test("T4, T6, T9: what makes no sense is refused before anything else, exit 1", async () => {
  assert.match((await mistake({ regionAz: undefined })).join(" "), /DAY-USE-001 --region-az is missing/);
  assert.match((await mistake({ regionAz: "us-west-2" })).join(" "), /DAY-CFG-003 .*us-west-2/);
  assert.match((await mistake({ profile: "nope" })).join(" "), /DAY-PROFILE-001 .*sandbox, other/);
  assert.match((await mistake({ repoOverride: ["unknown:x"] })).join(" "), /DAY-USE-001 .*unknown/);
  for (const set of ["x", "=x", ""]) assert.match((await mistake({ set: [set] })).join(" "), /DAY-USE-001 --set/);
  assert.match((await mistake({ tag: ["x"] })).join(" "), /DAY-USE-001 --tag x/);
  for (const createTimeout of ["0", "-1", "1.5", "x", "", "123456"]) {
    assert.match((await mistake({ createTimeout })).join(" "), /DAY-USE-001 --create-timeout/);
  }
  for (
    const sshCidr of [
      "203.0.113.0",
      "010.0.0.0/8",
      "203.0.113.0/33",
      "256.0.0.0/8",
      "1.2.3/8",
      "x/8",
      "1.2.3.4/8/9",
      "none",
      "",
    ]
  ) {
    assert.match((await mistake({ sshCidr })).join(" "), /DAY-USE-001 --ssh-cidr/, sshCidr);
  }
});

Deno.test("decision 3.52: nobody from outside may log in where a session leads to the head node", async () => {
  const { read: made } = await read({ regionAz: "us-west-2b", sshCidr: "none", via: "ssm" });
  assert.deepEqual([made.ssh_cidr, made.via], ["127.0.0.1/32", "ssm"]);
  refuseDisagreement({ ...noFlags, sshCidr: "none", via: "ssm" }, made);
  assert.match((await mistake({ sshCidr: "none" })).join(" "), /DAY-USE-001 --ssh-cidr none/);
});

Deno.test("decision 3.40: every --set is judged, also one that a later flag replaces", async () => {
  const replaced = (flags: Partial<CreateFlags>) => mistake(flags).then((said) => said.join(" "));
  assert.match(await replaced({ set: ["cluster_name==x"], cluster: "zz" }), /DAY-CFG-003 --set cluster_name==x/);
  assert.match(await replaced({ set: ["budget_amount=lots", "budget_amount=2"] }), /DAY-CFG-003 .*=lots/);
  assert.match(await replaced({ set: ["cluster_template_yaml="], template: "t.yaml" }), /DAY-CFG-003 .*empty/);
  assert.match(await replaced({ set: ["cluster_nam=x"] }), /DAY-CFG-004 .*cluster_nam/);
});

Deno.test("7: a tag that AWS or ParallelCluster would refuse is refused before anything is sent", async () => {
  const { read: made } = await read({ regionAz: "us-west-2b", tag: [`${"k".repeat(128)}=${"ü".repeat(256)}`] });
  assert.equal(made.tags[0].value.length, 256);
  for (
    const [tag, reason] of [
      ["a=b\nc", /control characters/],
      ["a\t=b", /control characters/],
      ["a=\u001b[2J", /control characters/],
      [`${"k".repeat(129)}=v`, /128/],
      [`k=${"v".repeat(257)}`, /256/],
      ["aws:x=y", /reserved/],
      ["AWS:x=y", /reserved/],
      ["parallelcluster:version=1", /reserved/],
    ] as const
  ) {
    const [code, message] = await mistake({ tag: [tag] });
    assert.equal(code, "DAY-USE-001");
    assert.match(message, reason);
    assert.doesNotMatch(message, /\p{Cc}/u);
  }
});

Deno.test("7: a tag that is given twice is refused at once, whether or not the values agree", async () => {
  for (const tags of [["k=v", "l=v", "k=w"], ["k=v", "k=v"], ["k=", "k="]]) {
    const [code, message] = await mistake({ tag: tags });
    assert.equal(code, "DAY-USE-001");
    assert.match(message, /^--tag "k" is given twice/);
  }
});

const recorded = {
  ...request,
  set: { cluster_name: "c", budget_amount: "2" },
  tags: [{ key: "k", value: "v" }],
  repo_overrides: { b: "1", a: "2" },
  create_timeout_minutes: 120,
};

Deno.test("decision 3.31: a resume needs no flag, and flags that agree are fine", () => {
  const agreeing: Partial<CreateFlags>[] = [
    {},
    { regionAz: "us-west-2b", profile: "sandbox", config: "config/demo.yaml", sshCidr: "0.0.0.0/0" },
    { set: ["budget_amount=1", "budget_amount=2"], cluster: "c" },
    { set: ["cluster_name=c"], tag: ["k=v"], createTimeout: "120", repoOverride: ["b:1", "a:2"] },
    { repoOverride: ["a:2", "b:1"] },
  ];
  for (const flags of agreeing) refuseDisagreement({ ...noFlags, ...flags }, recorded);
});

Deno.test("decision 3.31: each flag that disagrees is refused by name", () => {
  const disagreeing: [Partial<CreateFlags>, string][] = [
    [{ regionAz: "us-west-2c" }, "--region-az"],
    [{ profile: "other" }, "--profile"],
    [{ config: "other.yaml" }, "--config"],
    [{ set: ["budget_amount=3"] }, "--set budget_amount"],
    [{ set: ["fsx_fs_size=1200"] }, "--set fsx_fs_size"],
    [{ cluster: "d" }, "--set cluster_name"],
    [{ template: "t" }, "--set cluster_template_yaml"],
    [{ tag: ["k=w"] }, "--tag"],
    [{ repoOverride: ["a:2"] }, "--repo-override"],
    [{ passOnWarn: true }, "--pass-on-warn"],
    [{ sshCidr: "10.0.0.0/8" }, "--ssh-cidr"],
    [{ via: "ssm" }, "--via"],
    [{ createTimeout: "90" }, "--create-timeout"],
  ];
  for (const [flags, name] of disagreeing) {
    assert.throws(
      () => refuseDisagreement({ ...noFlags, ...flags }, recorded),
      ({ code, message }: DayError) => code === "DAY-USE-001" && message.endsWith(`other values of ${name}`),
      name,
    );
  }
  const several = { ...noFlags, regionAz: "us-west-2c", profile: "other" };
  assert.throws(() => refuseDisagreement(several, recorded), /--region-az, --profile/);
});
