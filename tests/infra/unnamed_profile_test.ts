import assert from "node:assert/strict";
import { join } from "node:path";
import { programHere } from "../support/program_here.ts";
import { repository } from "../support/source_files.ts";
import { sandboxKey } from "../../lib/sandbox/emulator/seed.ts";
import { changes, type Desk, desks } from "./infra_here.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const exported = { AWS_ACCESS_KEY_ID: sandboxKey.id, AWS_SECRET_ACCESS_KEY: sandboxKey.secret };

const roleArn = "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns";

/** Nobody has named a profile, and the files of AWS are in a folder of their own. */
async function unnamed({ sandbox, clock }: Desk, more: Variables, ...words: readonly string[]) {
  const home = await Deno.makeTempDir();
  const [AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE] = ["config", "credentials"].map((name) => join(home, name));
  const files = { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE, AWS_PROFILE: undefined };
  try {
    if (more.credentials !== undefined) await Deno.writeTextFile(AWS_SHARED_CREDENTIALS_FILE, more.credentials);
    sandbox.clearRequests();
    const env = { ...sandbox.environment, INIT_CWD: repository, ...files, ...more };
    const ended = await programHere([...words, "--output", "json"], { env, clock });
    return { ...ended, json: JSON.parse(ended.out), keys: sandbox.requests().map(({ accessKey }) => accessKey) };
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const profileOf = (name: string) =>
  `[${name}]\naws_access_key_id = ${sandboxKey.id}\naws_secret_access_key = ${sandboxKey.secret}\n`;

Deno.test(
  "infra needs no profile: without one it takes the credentials that every AWS program takes",
  desks({}, async (step) => {
    for (
      const words of [
        ["bootstrap-account", "--user", "alice"],
        ["bootstrap-region", "--user", "alice", "--region", "us-west-2"],
        ["scheduler-role"],
        ["grant-heartbeat", "--user", "alice", "--region", "us-west-2", "--scheduler-role-arn", roleArn],
      ]
    ) {
      await step(`the exported keys: infra ${words[0]}`, async (desk) => {
        const done = await unnamed(desk, exported, "infra", ...words);
        assert.equal(done.code, 0, done.err);
        assert.match(done.err, /No AWS profile was named; using the exported access keys/);
        assert.deepEqual([...new Set(done.keys)], [exported.AWS_ACCESS_KEY_ID]);
      });
    }

    await step("the profile default, and the exported keys before it", async (desk) => {
      const credentials = profileOf("default");
      const done = await unnamed(desk, { credentials }, "infra", "scheduler-role", "--dry-run");
      assert.equal(done.code, 0, done.err);
      assert.match(done.err, /No AWS profile was named; using the profile default/);
      const other = { credentials, ...exported, AWS_ACCESS_KEY_ID: "AKIANOBODY0000000000" };
      const { keys } = await unnamed(desk, other, "infra", "scheduler-role", "--dry-run");
      assert.deepEqual([...new Set(keys)], ["AKIANOBODY0000000000"]);
    });

    await step("an unknown user: the printed command names no profile either", async (desk) => {
      const done = await unnamed(desk, exported, "infra", "bootstrap-account", "--user", "zoe");
      assert.deepEqual([done.code, done.json.error.code, changes(desk.sandbox)], [1, "DAY-INFRA-001", []]);
      assert.equal(done.json.error.message, "there is no IAM user zoe in the account");
      assert.equal(done.json.error.fix, "name one of aws iam list-users");
    });

    await step("where there are no credentials at all, the error names the files that were read", async (desk) => {
      const done = await unnamed(desk, { AWS_EC2_METADATA_DISABLED: "true" }, "infra", "scheduler-role");
      assert.deepEqual([done.code, done.keys, done.json.error.code], [1, [], "DAY-CRED-003"], done.err);
    });

    await step("where profiles stand and none is the default one, it has to be named", async (desk) => {
      const done = await unnamed(desk, { credentials: profileOf("lab") }, "infra", "scheduler-role");
      assert.deepEqual([done.code, done.keys, done.json.error.code], [1, [], "DAY-PROFILE-001"], done.err);
      assert.match(done.json.error.message, /known profiles: lab/);
    });
  }),
);
