import assert from "node:assert/strict";
import { join } from "node:path";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { programHere } from "../support/program_here.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { configFolder, demo, runProgram } from "./program.ts";
import { swift } from "./requests.ts";

/** Whose requests arrived: the program that asked, and the access key. */
function callersOf(sandbox: Sandbox): readonly string[] {
  return [...new Set(sandbox.requests().map(({ caller, accessKey }) => `${caller} ${accessKey}`))].sort();
}

/** Every program asks, and all as this one. */
function assertOneCaller(sandbox: Sandbox, key: string): void {
  assert.deepEqual(callersOf(sandbox), ["cli", "pcluster", "sdk"].map((program) => `${program} ${key}`));
}

const own = "AKIADAYCTLSANDBOX000";

/** What is exported beside `AWS_PROFILE=sandbox`, in the words of the sandbox's environment, none of which may count. */
const exported: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "foreign keys": { AWS_ACCESS_KEY_ID: "AKIAFOREIGN000000000", AWS_SECRET_ACCESS_KEY: "foreign" },
  "foreign keys that end": {
    AWS_ACCESS_KEY_ID: "ASIAFOREIGN000000000",
    AWS_SECRET_ACCESS_KEY: "foreign",
    AWS_SECURITY_TOKEN: "foreign",
    AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z",
  },
  "another profile": { AWS_DEFAULT_PROFILE: "nobody" },
  "files with a mark": { AWS_CONFIG_FILE: "~/marked" },
  "the role of a machine": {
    AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/x",
    AWS_WEB_IDENTITY_TOKEN_FILE: "/dev/null",
  },
};

async function addProfile({ home }: Sandbox, text: string): Promise<void> {
  await Deno.writeTextFile(join(home, ".aws", "config"), text, { append: true });
}

async function everythingWritten(sandbox: Sandbox): Promise<string> {
  const texts: string[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) await walk(join(folder, name));
      else texts.push(await Deno.readTextFile(join(folder, name)));
    }
  };
  await walk(configFolder(sandbox));
  return texts.join("\n");
}

Deno.test(
  "one caller for everything: the genuine programs up to the dry run",
  sharedSandbox({ settings: swift }, async (step) => {
    await step("with foreign keys, another profile and the role of a machine exported", async (sandbox) => {
      const env = { ...sandbox.environment, ...Object.assign({}, ...Object.values(exported)), DAY_BREAK: "1" };
      await Deno.writeTextFile(join(sandbox.home, "marked"), "\ufeff[profile sandbox]\nregion = us-west-2\n");
      const { code, err } = await programHere(demo, { env, clock: hurriedClock() });
      assert.equal(code, 0, err);
      assertOneCaller(sandbox, own);
    });

    for (const [what, variables] of Object.entries(exported)) {
      await step(`the genuine AWS CLI with ${what} exported asks as we do`, async (sandbox) => {
        const all = { ...sandbox.environment, ...variables };
        await Deno.writeTextFile(join(sandbox.home, "marked"), "\ufeff[profile sandbox]\nregion = us-west-2\n");
        const environment = environmentOf(all, () => sandbox.folder);
        const processes = systemProcesses(environment, { session: "shared" });
        const aws = sandboxAws(sandbox, { environment, processes });
        const env = await aws.childVariables();
        aws.close();
        const { code, stderr } = await processes.run(["aws", "sts", "get-caller-identity"], { env });
        assert.equal(code, 0, stderr);
        assert.deepEqual(callersOf(sandbox), [`cli ${own}`]);
      });
    }

    await step("a credential_process, with the permissions of a process of its own", async (sandbox) => {
      const keys = { Version: 1, AccessKeyId: own, SecretAccessKey: "kept-from-all-files" };
      const program = join(sandbox.home, "my keys");
      await Deno.writeTextFile(program, `#!/bin/sh\necho '${JSON.stringify(keys)}'\n`, { mode: 0o755 });
      await addProfile(sandbox, `\n[profile vault]\ncredential_process = "${program}"\n`);
      await Deno.remove(join(sandbox.home, ".aws", "credentials"));
      const foreign = { ...exported["foreign keys"], ...exported["another profile"] };
      const env = { ...sandbox.environment, ...foreign, AWS_PROFILE: "vault", DAY_BREAK: "1" };
      const { code, out, err } = await runProgram(env, ...demo, "--debug");
      assert.equal(code, 0, err);
      assertOneCaller(sandbox, keys.AccessKeyId);
      for (const text of [out, err, await everythingWritten(sandbox)]) {
        assert.ok(
          !text.includes(keys.SecretAccessKey),
          "no secret is written down",
        );
      }
    });

    await step("a role over a credential_process, in files with a mark at their beginning", async (sandbox) => {
      const keys = { Version: 1, AccessKeyId: own, SecretAccessKey: "sandbox" };
      const text = `\ufeff[profile lab]\nrole_arn = arn:aws:iam::123456789012:role/lab\nsource_profile = vault\n` +
        `[profile vault]\ncredential_process = sh -c 'echo "$1"' - '${JSON.stringify(keys)}'\n`;
      const path = join(sandbox.home, "marked");
      await Deno.writeTextFile(path, text);
      const env = { ...sandbox.environment, AWS_CONFIG_FILE: "~/marked", DAY_BREAK: "1" };
      const { code, err } = await programHere([...demo, "--profile", "lab"], { env, clock: hurriedClock() });
      // The role has no policies: the gates say so, and that they were asked for it.
      assert.equal(code, 1, err);
      assert.match(err, /lab/);
      const [first, ...others] = sandbox.requests();
      assert.deepEqual([first.operation, first.accessKey], ["AssumeRole", own]);
      assert.deepEqual(others.filter(({ accessKey }) => accessKey === own), []);
    });
  }),
);
