import assert from "node:assert/strict";
import { CreateVpcCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { rawConnection } from "./raw_http.ts";

const network = { CidrBlock: "10.9.0.0/16" };

async function networks(sandbox: Sandbox): Promise<number> {
  const mine = { "Filter.1.Name": "cidr", "Filter.1.Value.1": network.CidrBlock };
  return (await sandbox.calls.query("ec2", "DescribeVpcs", mine)).split("<vpcId>").length - 1;
}

Deno.test(
  "faults",
  sharedSandbox({}, async (step) => {
    await step("lost on a cold connection: it happened, nobody was told, the next one is served", async (sandbox) => {
      sandbox.faults.add({ operation: "CreateVpc", kind: "lost", connection: "cold" });
      const connection = await rawConnection(sandbox.endpoint);
      assert.equal(await connection.ask("ec2", "CreateVpc", network), "");
      connection.close();
      assert.equal(await networks(sandbox), 1);
      const [record] = sandbox.requests();
      assert.deepEqual([record.status, record.answered, record.warm], [200, false, false]);

      const other = await rawConnection(sandbox.endpoint);
      assert.match(await other.ask("ec2", "CreateVpc", network), /^HTTP\/1.1 200/);
      other.close();
    });

    await step("lost on a warm connection, and only there", async (sandbox) => {
      sandbox.faults.add({ operation: "CreateVpc", kind: "lost", connection: "warm" });
      const connection = await rawConnection(sandbox.endpoint);
      assert.match(await connection.ask("ec2", "CreateVpc", network), /^HTTP\/1.1 200/);
      assert.equal(await connection.ask("ec2", "CreateVpc", network), "");
      connection.close();
      assert.equal(await networks(sandbox), 2);
      assert.deepEqual(sandbox.requests().map(({ warm, answered }) => [warm, answered]), [[false, true], [
        true,
        false,
      ]]);
      assert.equal(new Set(sandbox.requests().map(({ connection }) => connection)).size, 1);
    });

    await step("our SDK sees a lost answer to a change as an error and sends it once", async (sandbox) => {
      sandbox.faults.add({ operation: "CreateVpc", kind: "lost", times: "all" });
      const aws = sandboxAws(sandbox);
      const ec2 = await aws.ec2();
      ec2.config.retryStrategy = () => Promise.resolve(onlyOnce);
      await (ec2.send(new DescribeVpcsCommand({})));
      await assert.rejects(ec2.send(new CreateVpcCommand(network)), { code: "ECONNRESET" });
      aws.close();
      assert.equal(await networks(sandbox), 1);
    });

    await step("refuse: the connection ends and nothing happened", async (sandbox) => {
      sandbox.faults.add({ operation: "CreateVpc", kind: "refuse" });
      const connection = await rawConnection(sandbox.endpoint);
      assert.equal(await connection.ask("ec2", "CreateVpc", network), "");
      connection.close();
      assert.equal(await networks(sandbox), 0);
      assert.equal(sandbox.requests()[0].status, 0);
    });

    await step("hang: no answer and no end; with `after` it happened", async (sandbox) => {
      for (const after of [false, true]) {
        sandbox.faults.add({ operation: "CreateVpc", kind: "hang", after });
        const connection = await rawConnection(sandbox.endpoint);
        await connection.send("ec2", "CreateVpc", network);
        assert.ok(await connection.isSilent(300));
        connection.close();
        assert.equal(await networks(sandbox), after ? 1 : 0);
      }
    });

    await step("a fault can call back after the effect and before the answer", async (sandbox) => {
      const seen: (number | string)[] = [];
      sandbox.faults.add({
        mutating: true,
        nth: 2,
        kind: "lost",
        async onHit({ operation, parameters }) {
          seen.push(operation, String(parameters.CidrBlock), await networks(sandbox));
        },
      });
      const connection = await rawConnection(sandbox.endpoint);
      await connection.ask("ec2", "CreateVpc", network);
      await connection.ask("ec2", "DescribeVpcs");
      assert.equal(await connection.ask("ec2", "CreateVpc", network), "");
      connection.close();
      assert.deepEqual(seen, ["CreateVpc", "10.9.0.0/16", 2]);
    });

    await step("nth and times count matching requests", async (sandbox) => {
      const fault = sandbox.faults.add({ operation: "DescribeVpcs", kind: "throttle", nth: 2, times: 2 });
      const connection = await rawConnection(sandbox.endpoint);
      const statuses: string[] = [];
      for (let i = 0; i < 4; i++) statuses.push((await connection.ask("ec2", "DescribeVpcs")).slice(9, 12));
      connection.close();
      assert.deepEqual(statuses, ["200", "503", "503", "200"]);
      assert.deepEqual([fault.matched, fault.hits], [4, sandbox.requests().slice(1, 3)]);
    });

    await step("latency delays one request, the setting delays all", async (sandbox) => {
      const connection = await rawConnection(sandbox.endpoint);
      const took = async () => {
        const begin = performance.now();
        await connection.ask("sts", "GetCallerIdentity");
        return performance.now() - begin;
      };
      sandbox.faults.add({ kind: "latency", milliseconds: 200 });
      assert.ok(await took() >= 195);
      sandbox.settings.latency = 150;
      assert.ok(await took() >= 145);
      connection.close();
    });

    await step(
      "throttling, refusals and failures have the form that each protocol's client understands",
      async (sandbox) => {
        const aws = sandboxAws(sandbox);
        const { DescribeBudgetsCommand } = await import("@aws-sdk/client-budgets");
        const { ListSchedulesCommand } = await import("@aws-sdk/client-scheduler");
        const { ListBucketsCommand } = await import("@aws-sdk/client-s3");
        const { ListTopicsCommand } = await import("@aws-sdk/client-sns");
        const clients = {
          ec2: async () => (await aws.ec2()).send(new DescribeVpcsCommand({})),
          sts: async () => (await aws.sts()).send(new GetCallerIdentityCommand({})),
          budgets: async () => (await aws.budgets()).send(new DescribeBudgetsCommand({ AccountId: "123456789012" })),
          scheduler: async () => (await aws.scheduler()).send(new ListSchedulesCommand({})),
          s3: async () => (await aws.s3()).send(new ListBucketsCommand({})),
          sns: async () => (await aws.sns()).send(new ListTopicsCommand({})),
        };
        const expected = {
          deny: {
            ec2: "UnauthorizedOperation",
            sts: "AccessDenied",
            budgets: "AccessDeniedException",
            scheduler: "AccessDeniedException",
            s3: "AccessDenied",
            sns: "AuthorizationErrorException",
          },
        } as const;
        for (const [service, code] of Object.entries(expected.deny)) {
          sandbox.faults.add({ kind: "deny", service });
          await assert.rejects(clients[service as keyof typeof clients](), { name: code });
        }
        for (const kind of ["throttle", "500"] as const) {
          for (const [service, call] of Object.entries(clients)) {
            // The genuine client knows that these are worth another try, and the second one succeeds.
            sandbox.clearRequests();
            sandbox.faults.add({ kind, service });
            await call();
            assert.deepEqual(sandbox.requests().map(({ status }) => status < 400), [false, true], `${kind} ${service}`);
          }
        }
        aws.close();
      },
    );
  }),
);

/** Gives up at the first failure. */
const onlyOnce = {
  mode: "standard",
  acquireInitialRetryToken: () => Promise.resolve({ getRetryCount: () => 0, getRetryDelay: () => 0 }),
  refreshRetryTokenForRetry: () => Promise.reject(new Error("no retry")),
  recordSuccess: () => {},
};
