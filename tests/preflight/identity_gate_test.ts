import assert from "node:assert/strict";
import { join } from "node:path";
import { identityGate } from "../../lib/preflight/identity_gate.ts";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { type Sandbox, sandboxTools, sharedSandbox } from "../support/sandbox.ts";
import { openWorld } from "./world.ts";

const foreign = { AWS_ACCESS_KEY_ID: "AKIAFOREIGN000000000", AWS_SECRET_ACCESS_KEY: "foreign" };
const somebody = "arn:aws:iam::999999999999:user/somebody";

/** What is exported that some of AWS's tools rank above the profile. */
const exported: readonly Readonly<Record<string, string>>[] = [
  foreign,
  { AWS_DEFAULT_PROFILE: "nobody" },
  { ...foreign, AWS_SESSION_TOKEN: "foreign", AWS_SECURITY_TOKEN: "foreign" },
  { AWS_ROLE_ARN: "arn:aws:iam::999999999999:role/x", AWS_WEB_IDENTITY_TOKEN_FILE: "/dev/null" },
];

/** A script of a Python that says what it is told to say, and leaves a mark when it is started. */
async function pclusterOf(
  { folder }: Sandbox,
  python: string,
): Promise<{ readonly path: string; readonly mark: string }> {
  const here = await Deno.makeTempDir({ dir: folder });
  const mark = join(here, "started");
  await Deno.writeTextFile(join(here, "python3"), `#!/bin/sh\necho > '${mark}'\n${python}\n`, { mode: 0o755 });
  await Deno.writeTextFile(join(here, "pcluster"), `#!${here}/python3\nimport sys\n`);
  return { path: join(here, "pcluster"), mark };
}

async function judge(sandbox: Sandbox, pcluster: string, variables: Readonly<Record<string, string>>) {
  const world = await openWorld(sandbox, { variables });
  try {
    return (await identityGate(world.deps, pcluster)).checks[0];
  } finally {
    world.close();
  }
}

Deno.test(
  "gate 2 proves that pcluster is the same caller",
  sharedSandbox({}, async (step) => {
    for (const variables of exported) {
      const names = Object.keys(variables);
      await step(`somebody else with ${names.join(" and ")} exported fails, with both names`, async (sandbox) => {
        const { path } = await pclusterOf(sandbox, `echo ${somebody}`);
        const { status, details, remediation } = await judge(sandbox, path, variables);
        assert.equal(status, "FAIL");
        assert.match(
          String(details.note),
          new RegExp(`^pcluster uses other credentials \\(${somebody}\\) than dayctl \\(${details.caller_arn}\\)$`),
        );
        for (const part of [`unset ${names.join(" ")} `, path]) assert.ok(remediation.includes(part), remediation);
      });

      await step(
        `the genuine one is asked with ${names.join(" and ")} exported, and is who we are`,
        async (sandbox) => {
          const { bin } = await sandboxTools();
          assert.equal((await judge(sandbox, join(bin, "pcluster"), variables)).status, "PASS");
          assert.deepEqual(
            sandbox.requests().map(({ operation, caller, accessKey }) => [operation, caller, accessKey]).sort(),
            ["pcluster", "sdk"].map((program) => ["GetCallerIdentity", program, sandboxKey.id]),
          );
        },
      );
    }

    await step("where nothing of the kind is exported, no Python is started", async (sandbox) => {
      const { path, mark } = await pclusterOf(sandbox, `echo ${somebody}`);
      assert.equal((await judge(sandbox, path, {})).status, "PASS");
      await assert.rejects(Deno.stat(mark), Deno.errors.NotFound);
    });

    await step(
      "a Python that gives no answer, another program and none at all are no proof of anything",
      async (sandbox) => {
        const { path, mark } = await pclusterOf(sandbox, "echo No module named botocore >&2; exit 1");
        assert.equal((await judge(sandbox, path, foreign)).status, "PASS");
        await Deno.stat(mark);
        await Deno.writeTextFile(path, "#!/bin/sh\nexec something\n");
        assert.equal((await judge(sandbox, path, foreign)).status, "PASS");
        assert.equal((await judge(sandbox, join(sandbox.folder, "absent"), foreign)).status, "PASS");
      },
    );
  }),
);
