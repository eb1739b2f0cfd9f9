import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { parse } from "yaml";
import { renderTemplate } from "../../lib/cluster_file/render_template.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { tokenNames } from "../../lib/cluster_file/template_tokens.ts";
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
  const piece = fc.oneof(
    fc.string().filter((text) => !/REGSUB_|[${}\w]$/.test(text)),
    fc.constantFrom("\r\n", "\n", " \t", "$", "# é\u{1F9EC}"),
  );
  const part = fc.tuple(piece, fc.constantFrom(...tokenNames));
  fc.assert(fc.property(fc.array(part), piece, (parts, end) => {
    const text = parts.map(([before, name]) => `${before} \${${name}}`).join("") + end;
    const expected = parts.map(([before, name]) => `${before} ${tokens[name]}`).join("") + end;
    assert.equal(renderTemplate(text, tokens), expected);
  }));
});
