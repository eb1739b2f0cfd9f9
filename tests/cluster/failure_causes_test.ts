import assert from "node:assert/strict";
import { join } from "node:path";
import { joined } from "../../lib/host/errors/advice.ts";
import { failureCauses } from "../../lib/cluster/pcluster/failure_causes.ts";
import { systemClock } from "../../lib/host/clock.ts";
import type { Environment } from "../../lib/host/environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { type Answer, onServer } from "../aws/on_server.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

type Event = {
  readonly id: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physical?: string;
};

/** Events of a stack as CloudFormation answers them, newest first. */
function stackEvents(stack: string, events: readonly Event[]): Answer {
  const members = events.map(({ id, type, status, reason = "", physical = id }, index) =>
    `<member><EventId>${stack}-${index}</EventId><StackId>${stack}</StackId><StackName>${stack}</StackName>` +
    `<LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId>` +
    `<ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus>` +
    `<ResourceStatusReason>${reason}</ResourceStatusReason><Timestamp>2026-01-02T10:00:0${index}Z</Timestamp></member>`
  ).reverse().join("");
  return {
    body: `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>${members}</StackEvents>` +
      "</DescribeStackEventsResult></DescribeStackEventsResponse>",
    headers: { "content-type": "text/xml" },
  };
}

const nested = "arn:aws:cloudformation:us-west-2:1:stack/tc1-Queues/2";
const stackType = "AWS::CloudFormation::Stack";

/** A cluster whose queues, a stack of their own, have failed for want of quota. */
function failedCluster(body: string): Answer {
  if (new URLSearchParams(body).get("StackName") === nested) {
    return stackEvents(nested, [
      { id: "tc1-Queues", type: stackType, status: "CREATE_IN_PROGRESS", physical: nested },
      { id: "Template", type: "AWS::EC2::LaunchTemplate", status: "CREATE_FAILED", reason: "VcpuLimitExceeded" },
      { id: "Other", type: "AWS::IAM::Role", status: "CREATE_FAILED", reason: "Resource creation cancelled" },
      { id: "tc1-Queues", type: stackType, status: "CREATE_FAILED", reason: "Template failed", physical: nested },
    ]);
  }
  return stackEvents("arn:tc1", [
    { id: "tc1", type: stackType, status: "CREATE_IN_PROGRESS", physical: "arn:tc1" },
    { id: "Queues", type: stackType, status: "CREATE_FAILED", reason: "Embedded stack failed", physical: nested },
    { id: "HeadNode", type: "AWS::EC2::Instance", status: "CREATE_FAILED", reason: "Resource creation cancelled" },
    { id: "tc1", type: stackType, status: "CREATE_FAILED", reason: "Queues failed", physical: "arn:tc1" },
  ]);
}

async function causesOf(aws: Aws, said: readonly string[] = [], log?: string) {
  return await inTemporaryFolder(async (home) => {
    if (log !== undefined) {
      await Deno.mkdir(join(home, ".parallelcluster"));
      await Deno.writeTextFile(join(home, ".parallelcluster", "pcluster-cli.log"), log);
    }
    const environment: Environment = { get: () => undefined, all: () => ({}), home, user: "u", folder: home };
    const pcluster = {
      processes: systemProcesses(environment),
      environment,
      program: "/none",
      searchPath: "",
      profile: "p",
      region: "us-west-2",
      childVariables: () => Promise.resolve({}),
    };
    return await failureCauses({ aws, files: systemFiles, clock: systemClock, pcluster }, "tc1", said);
  });
}

Deno.test("design guarantee 5: what failed by itself, in nested stacks too, without what only followed", () =>
  onServer((_, body) => failedCluster(body), async ({ aws }, requests) => {
    const { causes, hints } = await causesOf(aws);
    assert.deepEqual(causes, ["Template (AWS::EC2::LaunchTemplate): VcpuLimitExceeded"]);
    assert.match(joined(hints, "\n").text, /vCPU quota/);
    assert.deepEqual(requests, Array(2).fill("DescribeStackEvents"), "each stack once");
  }));

Deno.test("design guarantee 5: when everything only followed, what there is", () => {
  const own = {
    id: "tc1",
    type: stackType,
    status: "CREATE_FAILED",
    reason: "Stack creation cancelled",
    physical: "arn:tc1",
  };
  return onServer(() => stackEvents("arn:tc1", [own]), async ({ aws }) => {
    assert.deepEqual((await causesOf(aws)).causes, [`tc1 (${stackType}): Stack creation cancelled`]);
  });
});

/** The local time of a moment, as pcluster's log has it. */
function logTime(moment: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())},000`;
}

Deno.test("design guarantee 5: pcluster's log joins in, from shortly before the stack failed", () => {
  const at = logTime(new Date("2026-01-02T09:50:01Z"));
  const log = `${at} - ERROR - m.py:1:f() - the bucket said AccessDenied to s3\n${at} - INFO - m.py:1:f() - a step\n` +
    "2020-01-01 00:00:00,000 - ERROR - x - old\n";
  return onServer((_, body) => failedCluster(body), async ({ aws }) => {
    const { causes, hints } = await causesOf(aws, [], log);
    assert.deepEqual(causes.slice(1), [`from the log of pcluster: ${log.split("\n")[0]}`]);
    assert.equal(hints.length, 2);
  });
});

Deno.test("design guarantee 5: the last steps of pcluster are told only where the stack does not say what failed", async () => {
  const step = (moment: Date) => `${logTime(moment)} - INFO - cluster.py:390:create() - Creating stack named: tc1\n`;
  await onServer((_, body) => failedCluster(body), async ({ aws }) => {
    const { causes } = await causesOf(aws, [], step(new Date("2026-01-02T09:50:01Z")));
    assert.deepEqual(causes, ["Template (AWS::EC2::LaunchTemplate): VcpuLimitExceeded"]);
  });
  await onServer(() => stackEvents("arn:tc1", []), async ({ aws }) => {
    const log = step(new Date());
    assert.deepEqual((await causesOf(aws, [], log)).causes, [`from the log of pcluster: ${log.trim()}`]);
  });
});

Deno.test("events that cannot be read hide neither the log nor what is known already", () =>
  onServer(
    () => ({ status: 403, body: "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>" }),
    async ({ aws }) => {
      const { causes, hints } = await causesOf(aws, ["InsufficientInstanceCapacity"]);
      assert.deepEqual(causes, []);
      assert.match(hints[0].text, /another zone/);
    },
  ));
