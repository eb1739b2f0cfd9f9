import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { parse } from "yaml";
import { refuseTags } from "../../lib/cluster_file/read_tags.ts";
import { renderTemplate } from "../../lib/cluster_file/render_template.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { strayTokens, type TokenName, tokenNames } from "../../lib/cluster_file/template_tokens.ts";
import { chosenOf, renderInput, settingsOf, shippedTemplate } from "./rendering.ts";

const tokens = renderTokens(renderInput());
const template = await shippedTemplate();

Deno.test("T87, PT4: the shipped template with fixture F", () => {
  const text = renderTemplate(template, tokens);
  assert.doesNotMatch(text, /\$\{|REGSUB_/);
  const { Tags } = parse(text) as { Tags: { Key: string; Value: string }[] };
  assert.deepEqual(Tags.map(({ Key, Value }) => [Key.replace("aws-parallelcluster-", ""), Value]), [
    ["username", "tester-alice"],
    ["jobid", "aws_profile-p"],
    ["project", "da-us-west-2b-tc1"],
    ["clustername", "tc1"],
    ["enforce-budget", "skip"],
    ["daylily-git-deets", "repo-main-0123abc-0.7.601"],
    ["monitor-bucket", "s3://x-omics-analysis-us-west-2"],
  ]);
  assert.match(text, /Name: fsx-tc1\n/);
});

Deno.test("PT9: booleans and integers of YAML, tags as text", () => {
  const settings = settingsOf({ delete_local_root: "false", enable_detailed_monitoring: "true", max_count_192I: "7" });
  const cluster = parse(renderTemplate(template, renderTokens(renderInput({ settings }))));
  assert.equal(cluster.HeadNode.LocalStorage.RootVolume.DeleteOnTermination, false);
  assert.equal(cluster.Monitoring.DetailedMonitoring, true);
  assert.equal(cluster.Scheduling.SlurmQueues[4].ComputeResources[0].MaxCount, 7);
  assert.equal(cluster.SharedStorage[0].FsxLustreSettings.StorageCapacity, 4800);
});

Deno.test("PT11: what programs on the nodes read line by line", () => {
  const lines = renderTemplate(template, tokens).split("\n");
  const after = lines[lines.findIndex((line) => line.includes("Key: aws-parallelcluster-project")) + 1];
  assert.deepEqual(after.trim().split(/\s+/), ["Value:", "da-us-west-2b-tc1"]);
  assert.equal(
    lines.find((line) => line.includes("ImportPath:"))?.trim(),
    "ImportPath: s3://x-omics-analysis-us-west-2/data/",
  );
  assert.match(lines.find((line) => line.includes("Script: s3://")) ?? "", /s3:\/\/x-omics-analysis-us-west-2\//);
});

Deno.test("PT14: a name of 25 characters gives a storage name of 29", () => {
  const settings = settingsOf({ cluster_name: "a".repeat(25) });
  const { SharedStorage } = parse(renderTemplate(template, renderTokens(renderInput({ settings }))));
  assert.equal(SharedStorage[0].Name.length, 29);
});

Deno.test("4.2: all tokens have a value, the mining ones are constants", () => {
  assert.deepEqual(Object.keys(tokens), [...tokenNames]);
  const chosen = chosenOf({ heartbeat_scheduler_role_arn: "arn:x" });
  const given = renderTokens(renderInput({ chosen, sshCidr: "10.0.0.0/8" }));
  const { REGSUB_XMR_MINE, REGSUB_XMR_POOL_URL, REGSUB_XMR_WALLET } = given;
  assert.deepEqual([REGSUB_XMR_MINE, REGSUB_XMR_POOL_URL, REGSUB_XMR_WALLET], ["0", "na", "na"]);
  assert.equal(given.REGSUB_HEARTBEAT_EMAIL, "a@b.co");
  assert.equal(given.REGSUB_HEARTBEAT_SCHEDULE, "rate(60 minutes)");
  assert.equal(given.REGSUB_HEARTBEAT_SCHEDULER_ROLE_ARN, "arn:x");
  assert.equal(given.REGSUB_SSH_CIDR, "10.0.0.0/8");
});

Deno.test("labels of ours fit into a tag, whatever a login or a profile is called", () => {
  const odd = renderInput({
    localUser: "O'Neil, Ann #2",
    awsUser: "ann\\corp",
    profile: "lab [prod] 'x'\u2028",
    gitDetails: `a-${"b".repeat(400)}`,
  });
  const { REGSUB_USERNAME, REGSUB_AWS_ACCOUNT_ID, REGSUB_DAYLILY_GIT_DEETS } = renderTokens(odd);
  assert.equal(REGSUB_USERNAME, "O_Neil_ Ann _2-ann_corp");
  assert.equal(REGSUB_AWS_ACCOUNT_ID, "aws_profile-lab _prod_ _x__");
  assert.equal(REGSUB_DAYLILY_GIT_DEETS.length, 256);
  refuseTags(renderTemplate(template, renderTokens(odd)));
});

Deno.test("tags that AWS refuses are found in a rendered file", () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => `Key: k${n}, Value: v`);
  const file = (...tags: readonly string[]) => `Tags:\n${tags.map((tag) => `  - {${tag}}\n`).join("")}`;
  const refused: readonly [file: string, said: RegExp][] = [
    [file("Key: a, Value: 'x#y'"), /"a" would be refused: .*not #$/],
    [file("Key: 'a\\', Value: x"), /not \\$/],
    [file(`Key: a, Value: ${"x".repeat(257)}`), /value must not be longer than 256/],
    [file("Key: aws:x, Value: y"), /reserved/],
    [file("Key: a, Value: x", "Key: a, Value: y"), /is there twice/],
    [file(...many(42)), /^42 tags are too many: AWS allows 50 /],
  ];
  for (const [text, said] of refused) {
    assert.throws(() => refuseTags(text), (error: Error & { code?: string }) => {
      assert.equal(error.code, "DAY-TPL-001");
      assert.match(error.message, said);
      return true;
    });
  }
  for (const text of [file("Key: a, Value: 'été 2 _.:/=+-@'", "Key: b, Value: ''"), "Region: x\n", file(...many(41))]) {
    refuseTags(text);
  }
});

Deno.test("T89, PT7: other dollar signs stay", () => {
  const text = "# $22.93 $HOME\na: ${HOME} $PATH ${NAME:-x} $REGSUB $$ ${regsub_region}\r\nb: ${REGSUB_REGION} \n";
  assert.equal(renderTemplate(text, tokens), text.replace("${REGSUB_REGION}", "us-west-2"));
});

Deno.test("T90, PT6: unknown tokens and bare words are named with their lines", () => {
  const text = "a: ${REGSUB_REGION}\nb: ${REGSUB_UNKNOWN}\nc: REGSUB_REGION # REGSUB_X\nd: ${REGSUB_FSX_SIZE:-1}\n";
  assert.throws(() => renderTemplate(text, tokens), (error: Error & { code?: string; exitCode?: number }) => {
    assert.deepEqual([error.code, error.exitCode], ["DAY-TPL-001", 1]);
    const named = "REGSUB_UNKNOWN (line 2), REGSUB_REGION (line 3), REGSUB_X (line 3), REGSUB_FSX_SIZE (line 4)";
    assert.ok(error.message.endsWith(named), error.message);
    return true;
  });
});

Deno.test("T91: a value is inserted literally and never looked into again", () => {
  const odd = { ...tokens, REGSUB_USERNAME: "$&$1$$-${REGSUB_REGION}" };
  assert.equal(renderTemplate("a: ${REGSUB_USERNAME}", odd), "a: $&$1$$-${REGSUB_REGION}");
});

for (const name of ["REGSUB_REGION", "REGSUB_PUB_SUBNET", "REGSUB_PRIVATE_SUBNET", "REGSUB_CLUSTER_NAME"]) {
  Deno.test(`PT5: ${name} must not be empty`, () => {
    assert.throws(() => renderTemplate(template, { ...tokens, [name]: "" }), {
      code: "DAY-TPL-001",
      exitCode: 1,
      message: `There is no value for ${name}`,
    });
  });
}

Deno.test("design guarantee 9: a value cannot become a second line of YAML", () => {
  const evil = { ...tokens, REGSUB_USERNAME: "a\nDevSettings: {}" };
  assert.throws(() => renderTemplate(template, evil), { code: "DAY-TPL-001" });
});

Deno.test("PT20, property: rendering keeps every byte that is no token, and repeats itself", () => {
  const inQuotes = fc.string().filter((text) => !/REGSUB_|[${}]$|[\r\n\u0085\u2028]/.test(text)).map((text) =>
    text.replaceAll("'", "''")
  );
  const line = fc.record({
    before: inQuotes,
    name: fc.constantFrom(...tokenNames),
    after: inQuotes.filter((text) => !/^\w/.test(text)),
    end: fc.constantFrom("\n", "\r\n", " \n", "\n\n", "\t# $ é\u{1F9EC} ${HOME}\n"),
  });
  fc.assert(fc.property(fc.array(line, { minLength: 1 }), (lines) => {
    const write = (valueOf: (name: TokenName) => string) =>
      lines.map(({ before, name, after, end }) => `- '${before}${valueOf(name)}${after}'${end}`).join("");
    const text = write((name) => `\${${name}}`);
    fc.pre(strayTokens(text).length === 0);
    assert.equal(renderTemplate(text, tokens), write((name) => tokens[name]));
  }));
});

/** A template of one value, and what is rendered of it. */
function rendered(template: string, value: string): string {
  return renderTemplate(template, { ...tokens, REGSUB_KEYNAME: value });
}

const place = "HeadNode:\n  Ssh:\n    KeyName: ${REGSUB_KEYNAME} # who\n  Other: yes\n";

for (const value of ["omics-k", "a b", "x:y", "a#b", "-x", "it's", 'say "hi"', "http://x/?a=b,c", "x]y"]) {
  Deno.test(`what both versions of YAML read as the same text stays as it is: ${value}`, () => {
    assert.equal(rendered(place, value), place.replace("${REGSUB_KEYNAME}", value));
  });
}

for (
  const value of [
    ...["no", "YES", "On", "off", "y", "true", "null", "~", "=", "<<", "0x1f", "1_000", "012345678901", "017", "0b11"],
    ...[
      ".5",
      "1e3",
      "1:30",
      "190:20:30",
      ".inf",
      "0o17",
      "+12",
      "2026-1-1",
      "1:30:45.5",
      "2026-12-31",
      "2026-12-31 10:00:00",
      "",
      "omics #2",
      "a: b",
      "a:",
    ],
    ...[
      "# x",
      "- x",
      "?",
      "%x",
      "@x",
      "`x",
      "!x",
      "&x",
      "*x",
      "|",
      "> x",
      "{x",
      "[x",
      '"x',
      "'x'",
      " x",
      "x ",
      "\ufeffx",
    ],
  ]
) {
  Deno.test(`what one of them reads otherwise comes into quotes: ${JSON.stringify(value)}`, () => {
    const text = rendered(place, value);
    assert.match(text, /^ {4}KeyName: ".*" # who$/m);
    for (const version of ["1.1", "1.2"] as const) {
      assert.equal(parse(text, { version }).HeadNode.Ssh.KeyName, value);
    }
    assert.equal(text.replace(/".*"/, "${REGSUB_KEYNAME}"), place);
  });
}

Deno.test("quotes stand around the whole value, in lists and as a key as well", () => {
  const template =
    "a: [x, ${REGSUB_KEYNAME}, {b: pre/${REGSUB_KEYNAME}}]\n${REGSUB_KEYNAME}: '${REGSUB_KEYNAME}' # c\n";
  assert.equal(
    rendered(template, "k, l: m"),
    'a: [x, "k, l: m", {b: "pre/k, l: m"}]\n"k, l: m": \'k, l: m\' # c\n',
  );
  assert.equal(rendered("a: '${REGSUB_KEYNAME}'\n", "it's"), 'a: "it\'s"\n');
  assert.equal(rendered('a: "${REGSUB_KEYNAME}"\n', 'a\\b"'), 'a: "a\\\\b\\""\n');
});

Deno.test("numbers and booleans never get quotes, text beside them does not change that", () => {
  const template = "a: ${REGSUB_MAX_COUNT_8I}\nb: ${REGSUB_DELETE_LOCAL_ROOT}\nc: n${REGSUB_FSX_SIZE}\n";
  assert.equal(renderTemplate(template, tokens), "a: 1\nb: true\nc: n4800\n");
});

const changing: readonly [name: string, template: string, value: string, said: RegExp][] = [
  [
    "a comment in a text of two lines",
    "a: one\n  ${REGSUB_KEYNAME} two\n",
    "omics #2",
    /line 1: .*"one omics #2 two" would/,
  ],
  ["indentation of a block", "a: |\n  ${REGSUB_KEYNAME}\n  b\n", " omics", /line 3, column|line \d: /],
  ["an anchor", "a: &${REGSUB_KEYNAME} b\nc: *${REGSUB_KEYNAME}\n", "x y", /this is not YAML|line 1: /],
  ["the same key twice", "${REGSUB_KEYNAME}: 1\n${REGSUB_REGION}: 2\n", "us-west-2", /line 2, .*twice/],
  ["the end of a quoted text", "a: 'one\n  ${REGSUB_KEYNAME}'\n", "it's", /this is not YAML|line 1: /],
];

for (const [name, template, value, said] of changing) {
  Deno.test(`a value that would change the YAML around it is refused: ${name}`, () => {
    assert.throws(
      () => rendered(template, value),
      (error: Error & { code?: string; exitCode?: number; fix?: string }) => {
        assert.deepEqual([error.code, error.exitCode], ["DAY-TPL-001", 1]);
        assert.match(error.message, said);
        assert.match(error.fix ?? "", /double quotes|another value/);
        return true;
      },
    );
  });
}

Deno.test("a token in a comment is replaced, whatever its value", () => {
  assert.equal(rendered("# key ${REGSUB_KEYNAME}\na: 1\n", "omics #2: {"), "# key omics #2: {\na: 1\n");
});
