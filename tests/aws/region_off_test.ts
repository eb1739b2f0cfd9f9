import assert from "node:assert/strict";
import type { Aws } from "../../lib/aws/session.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { inSandbox, operations } from "./in_sandbox.ts";

const off = "ap-east-1";

/** One read of each service that is asked in a region. Each protocol has its own words for a key that it does not know. */
const reads: Readonly<Record<string, (aws: Aws) => Promise<unknown>>> = {
  cloudformation: async (aws) => {
    const { DescribeStacksCommand } = await import("@aws-sdk/client-cloudformation");
    return await (await aws.cloudformation()).send(new DescribeStacksCommand({}));
  },
  ec2: async (aws) => {
    const { DescribeKeyPairsCommand } = await import("@aws-sdk/client-ec2");
    return await (await aws.ec2()).send(new DescribeKeyPairsCommand({}));
  },
  fsx: async (aws) => {
    const { DescribeFileSystemsCommand } = await import("@aws-sdk/client-fsx");
    return await (await aws.fsx()).send(new DescribeFileSystemsCommand({}));
  },
  logs: async (aws) => {
    const { DescribeLogGroupsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
    return await (await aws.logs()).send(new DescribeLogGroupsCommand({}));
  },
  scheduler: async (aws) => {
    const { ListSchedulesCommand } = await import("@aws-sdk/client-scheduler");
    return await (await aws.scheduler()).send(new ListSchedulesCommand({}));
  },
  sns: async (aws) => {
    const { ListTopicsCommand } = await import("@aws-sdk/client-sns");
    return await (await aws.sns()).send(new ListTopicsCommand({}));
  },
};

Deno.test(
  "a region that is not switched on is told apart from wrong keys, whichever service says it",
  inSandbox({}, async (step) => {
    for (const [service, read] of Object.entries(reads)) {
      await step(service, async ({ aws }, sandbox) => {
        sandbox.settings.regionsOff.push(off);
        for (const region of [off, off]) {
          await assert.rejects(read(aws.in(region)), (error: unknown) => {
            assert.ok(error instanceof DayError, String(error));
            assert.equal(error.code, "DAY-AWS-006");
            assert.match(error.fix, /aws account enable-region --region-name ap-east-1 --profile sandbox/);
            return true;
          });
        }
        // One look elsewhere is enough.
        assert.deepEqual(operations(sandbox).filter((name) => name === "GetCallerIdentity").length, 1);
      });
    }

    await step("keys that are wrong everywhere stay what AWS said of them", async ({ aws }, sandbox) => {
      sandbox.settings.regionsOff.push(off, "us-east-1");
      for (const read of [reads.cloudformation, reads.ec2]) {
        await assert.rejects(read(aws.in(off)), (error: unknown) => !(error instanceof DayError));
      }
    });
  }),
);
