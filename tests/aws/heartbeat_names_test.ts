import assert from "node:assert/strict";
import { heartbeatMessage } from "../../lib/names/heartbeat_message.ts";
import { heartbeatNames } from "../../lib/names/heartbeat_names.ts";
import { isRoleArn } from "../../lib/names/is_role_arn.ts";
import { partitionOf } from "../../lib/names/partition_of.ts";

Deno.test("SH1: names and ARNs", () => {
  assert.deepEqual(heartbeatNames("demo", "us-west-2", "123456789012"), {
    topic: "daylily-demo-heartbeat",
    topicArn: "arn:aws:sns:us-west-2:123456789012:daylily-demo-heartbeat",
    schedule: "daylily-demo-heartbeat",
    scheduleArn: "arn:aws:scheduler:us-west-2:123456789012:schedule/default/daylily-demo-heartbeat",
  });
});

Deno.test("SH2: a long schedule name is cut at 64 characters, the topic's is not", () => {
  const { topic, schedule } = heartbeatNames("x".repeat(80), "us-west-2", "123456789012");
  assert.equal(topic, `daylily-${"x".repeat(80)}-heartbeat`);
  assert.equal(schedule, topic.slice(0, 64));
});

Deno.test("SH12: the text", () => {
  const text = "Heartbeat for cluster 'demo' at <aws.scheduler.scheduled-time>. Region: us-west-2.";
  assert.equal(heartbeatMessage("demo", "us-west-2"), text);
});

Deno.test("role ARNs", () => {
  for (const good of ["arn:aws:iam::123456789012:role/a", "arn:aws-us-gov:iam::123456789012:role/a/b@c+d=e,f.g-h"]) {
    assert.ok(isRoleArn(good), good);
  }
  const bad = [
    "a",
    "arn:aws:iam::12345678901:role/a",
    "arn:aws:iam::123456789012:user/a",
    "arn:aws:iam::123456789012:role/",
  ];
  for (const each of bad) assert.ok(!isRoleArn(each), each);
});

Deno.test("partitions", () => {
  const regions = [
    "us-west-2",
    "cn-north-1",
    "us-gov-west-1",
    "us-iso-east-1",
    "us-isob-east-1",
    "us-isof-south-1",
    "eu-isoe-west-1",
    "eusc-de-east-1",
  ];
  assert.deepEqual(regions.map(partitionOf), [
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-f",
    "aws-iso-e",
    "aws-eusc",
  ]);
});
