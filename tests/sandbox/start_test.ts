import assert from "node:assert/strict";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { fixtureF, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { child } from "./child.ts";

const bucket = "x-omics-analysis-us-west-2";

Deno.test(
  "sandbox",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step(
      "a child with the sandbox's environment is the seeded caller, and its request is logged",
      async (sandbox) => {
        const { stdout } = await child(sandbox, ["aws", "sts", "get-caller-identity", "--query", "Arn"]);
        assert.equal(stdout.trim(), '"arn:aws:iam::123456789012:user/alice"');
        const [record, ...others] = sandbox.requests();
        assert.deepEqual(others, []);
        const { service, operation, mutating, status, answered, caller, connection, warm } = record;
        assert.deepEqual(
          { service, operation, mutating, status, answered, caller, connection, warm },
          {
            service: "sts",
            operation: "GetCallerIdentity",
            mutating: false,
            status: 200,
            answered: true,
            caller: "cli",
            connection: 1,
            warm: false,
          },
        );
      },
    );

    await step("the genuine reference check accepts the seeded bucket", async (sandbox) => {
      const verify = ["--profile", "sandbox", "--region", "us-west-2", "verify", "--bucket", bucket, "--exclude-b37"];
      const { code, stderr } = await child(sandbox, ["daylily-omics-references.sh", ...verify]);
      assert.equal(code, 0, stderr);
    });

    await step("a machine without jq gets a genuine one", async ({ environment }) => {
      const folder = environment.PATH.split(":").at(-1);
      const jq = new Deno.Command(`${folder}/jq`, { args: [".Contents | length"], stdin: "piped", stdout: "piped" })
        .spawn();
      const input = jq.stdin.getWriter();
      await input.write(new TextEncoder().encode('{"Contents": [1, 2]}'));
      await input.close();
      assert.equal(new TextDecoder().decode((await jq.output()).stdout), "2\n");
    });

    await step("our own SDK is told from the other tools", async (sandbox) => {
      const aws = sandboxAws(sandbox);
      const listed = await (await aws.s3()).send(
        new ListObjectsV2Command({ Bucket: bucket, Prefix: "cluster_boot_config/" }),
      );
      assert.equal(listed.KeyCount, 3);
      await (await aws.sts()).send(new GetCallerIdentityCommand({}));
      aws.close();
      assert.deepEqual(
        sandbox.requests().map(({ service, operation, caller }) => [service, operation, caller]),
        [["s3", "ListObjectsV2", "sdk"], ["sts", "GetCallerIdentity", "sdk"]],
      );
    });

    await step("private keys can be read by nobody else", async (sandbox) => {
      const { mode } = await Deno.stat(`${sandbox.home}/.ssh/omics-k.pem`);
      assert.equal((mode ?? 0) & 0o777, 0o400);
    });
  }),
);
