import assert from "node:assert/strict";
import { explainAwsError } from "../../lib/aws/aws_error.ts";
import { callerIdentity } from "../../lib/aws/questions/identity.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { raised } from "../preflight/raised.ts";
import { printed, withCallers } from "./callers.ts";

const role = (name: string, source: string) => `[profile ${name}]\nrole_arn = arn:aws:iam::1:role/${name}\n${source}\n`;

/** The access key by which a session is known. */
async function keyOf(aws: Aws): Promise<string> {
  return (await callerIdentity(aws)).arn.split("/").at(-1) ?? "";
}

Deno.test("a credential_process gives the credentials of all clients and of the children, and runs once", () =>
  withCallers({ config: (folder) => `[profile p]\ncredential_process = ${folder}/keys\n` }, async (callers) => {
    await callers.program("keys", `echo run >> '${callers.folder}/runs'\n${printed("AKIA-OWN")}`);
    const aws = callers.session("p");
    const west = aws.in("eu-west-1");
    assert.deepEqual(await Promise.all([keyOf(aws), keyOf(west)]), ["AKIA-OWN", "AKIA-OWN"]);
    assert.equal((await west.childVariables()).AWS_ACCESS_KEY_ID, "AKIA-OWN");
    assert.equal(await Deno.readTextFile(`${callers.folder}/runs`), "run\n");
  }));

const commands: readonly (readonly [what: string, command: (folder: string) => string])[] = [
  ["by its name on PATH", () => `sh -c 'exec "$HOME/the keys" "a b" c\\ d "$1"' - 'x"y'`],
  ["with a blank in its path", (folder) => `"${folder}/the keys" "a b" 'c d' "x\\"y"`],
  ["with a backslash before a blank", (folder) => `${folder}/the\\ keys a\\ b c\\ d x\\"y`],
];
for (const [what, command] of commands) {
  Deno.test(`a credential_process is split as the AWS CLI splits it: ${what}`, () =>
    withCallers({ config: (folder) => `[profile p]\ncredential_process = ${command(folder)}\n` }, async (callers) => {
      await callers.program("the keys", `[ "$1|$2|$3" = 'a b|c d|x"y' ] && ${printed("AKIA-OWN")}`);
      assert.equal(await keyOf(callers.session("p")), "AKIA-OWN");
    }));
}

Deno.test("nothing of a credential_process is given to a shell", () =>
  withCallers(
    { config: (folder) => `[profile p]\ncredential_process = ${folder}/keys $(id) ~ | $HOME\n` },
    async (callers) => {
      await callers.program("keys", `[ "$*" = '$(id) ~ | $HOME' ] && ${printed("AKIA-OWN")}`);
      assert.equal(await keyOf(callers.session("p")), "AKIA-OWN");
    },
  ));

Deno.test("a role is assumed with the credentials of a credential_process, also over another role", () => {
  const config = (folder: string) =>
    `[profile base]\ncredential_process = ${folder}/keys\nregion = eu-west-1\n` +
    role("hub", "source_profile = base\nregion = us-east-2") + role("lab", "source_profile = hub");
  return withCallers({ config }, async (callers) => {
    await callers.program("keys", printed("AKIA-OWN"));
    assert.equal(await keyOf(callers.session("lab")), "ASIA-lab");
    assert.deepEqual(callers.asked, [
      { operation: "AssumeRole", key: "AKIA-OWN", region: "us-east-2" },
      { operation: "AssumeRole", key: "ASIA-hub", region: "us-west-2" },
      { operation: "GetCallerIdentity", key: "ASIA-lab", region: "us-west-2" },
    ]);
  });
});

Deno.test("credentials that end soon are fetched again, and the old ones are good to their end when that fails", () =>
  withCallers({ config: (folder) => `[profile p]\ncredential_process = ${folder}/keys\n` }, async (callers) => {
    const soon = new Date(Date.now() + 4 * 60_000).toISOString();
    const says = (key: string) => callers.program("keys", printed(key, { Expiration: soon, SessionToken: "t" }));
    await says("ASIA-1");
    const aws = callers.session("p");
    assert.equal(await keyOf(aws), "ASIA-1");
    await says("ASIA-2");
    assert.equal(await keyOf(aws), "ASIA-2");
    await callers.program("keys", "exit 1");
    assert.deepEqual([await keyOf(aws), (await aws.childVariables()).AWS_ACCESS_KEY_ID], ["ASIA-2", "ASIA-2"]);
  }));

/** A process that says this: what the error has to say, beside the profile. */
const badProcesses: readonly (readonly [script: string, said: RegExp])[] = [
  ["echo 'token of \"lab\" is too old' >&2; exit 3", /ended with exit code 3: token of "lab" is too old/],
  ["exit 0", /printed nothing/],
  ["echo wait for it", /something else than a JSON object/],
  ["echo '[]'", /printed Version nothing/],
  [`echo '{"Version": 2}'`, /printed Version 2/],
  [`echo '{"Version": "1", "AccessKeyId": "a", "SecretAccessKey": "b"}'`, /printed Version "1"/],
  ["echo null", /something else than a JSON object/],
  [`echo '{"Version": 1, "AccessKeyId": "a"}'`, /no SecretAccessKey/],
  [printed("a", { Expiration: "2020-01-01T00:00:00Z" }), /that ended at 2020-01-01/],
  [printed("a", { Expiration: "tomorrow" }), /that ended at tomorrow/],
];
for (const [script, said] of badProcesses) {
  Deno.test(`a credential_process that fails is told as its own failure: ${script}`, () => {
    const config = (folder: string) =>
      `[profile base]\ncredential_process = ${folder}/keys\n` + role("lab", "source_profile = base");
    return withCallers({ config }, async (callers) => {
      const program = await callers.program("keys", script);
      for (const profile of ["base", "lab"]) {
        const { code, message, fix } = await failureOf(callers.session(profile));
        assert.equal(code, "DAY-CRED-003");
        assert.match(message, said);
        assert.ok(message.startsWith(`No credentials come from AWS profile ${profile}`), message);
        assert.ok(fix.includes(program) && fix.includes("profile base in "), fix);
      }
      assert.deepEqual(callers.asked, []);
    });
  });
}

/** Files in which nobody finds credentials: the profile, what the error says, and what its fix says. */
const badChains: readonly (readonly [what: string, config: string, said: RegExp, fix: RegExp])[] = [
  ["no such program", "credential_process = /absent/keys", /program that is not there/, /\/absent\/keys/],
  ["no such program on PATH", "credential_process = absent-keys --x", /program that is not there/, /absent-keys --x/],
  ["open quotation marks", "credential_process = keys 'a", /quotation marks without an end/, /profile p in/],
  ["no such source", "role_arn = r\nsource_profile = gone", /source_profile gone is not there/, /profile p in/],
  ["its own source", "role_arn = r\nsource_profile = p", /source profiles is a loop: (over, )?p, p/, /profile p in/],
  ["a role without a source", "role_arn = arn:aws:iam::1:role/x", /not enough .*role_arn/, /profile p in/],
  ["half of the keys", "aws_access_key_id = AKIA", /not enough .*aws_access_key_id/, /profile p in/],
  [
    "a device",
    "role_arn = arn:aws:iam::1:role/x\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/eve",
    /MFA device arn:aws:iam::1:mfa\/eve/,
    /aws sts assume-role --role-arn arn:aws:iam::1:role\/x .*--token-code CODE --profile base;/,
  ],
  [
    "a login that ended",
    "sso_start_url = https://example.org\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = r",
    /SSO session/,
    /^aws sso login --profile p$/,
  ],
  ["half of a login", "sso_start_url = https://example.org", /sso[A-Z]/, /^aws sso login --profile p$/],
  ["no such session", "sso_session = gone\nsso_account_id = 1\nsso_role_name = r", /./, /^aws sso login --profile p$/],
  ["a login of the console", "login_session = arn:aws:iam::1:user/x", /token/, /^aws login --profile p$/],
  ["a strange source", "role_arn = r\ncredential_source = Moon", /Moon/, /profile p in/],
  ["no variables", "role_arn = r\ncredential_source = Environment", /environment variable/, /profile p in/],
  ["no token", "role_arn = r\nweb_identity_token_file = /absent", /\/absent/, /profile p in/],
];
for (const [what, settings, said, wanted] of badChains) {
  Deno.test(`a profile that gives no credentials never gets somebody else's, and the error names it: ${what}`, () => {
    const config =
      `[profile p]\n${settings}\n[profile base]\naws_access_key_id = AKIA-BASE\naws_secret_access_key = s\n` +
      role("over", "source_profile = p");
    return withCallers({ config }, (callers) =>
      withRoleOfMachine(callers.folder, async () => {
        for (const profile of ["p", "over"]) {
          const { code, message, fix } = await failureOf(callers.session(profile));
          assert.equal(code, "DAY-CRED-003", message);
          assert.match(message, said);
          assert.doesNotMatch(message, /did not accept/);
          assert.match(fix, wanted);
        }
        assert.deepEqual(callers.asked.filter(({ key }) => key !== "AKIA-BASE"), []);
      }));
  });
}

Deno.test("a profile that says nothing of credentials, where the machine has none", () =>
  withCallers({ config: "[profile p]\nregion = us-west-2\n" }, async ({ session }) => {
    Deno.env.set("AWS_EC2_METADATA_DISABLED", "true");
    const { code, message, fix } = await failureOf(session("p"));
    assert.equal(code, "DAY-CRED-003");
    assert.match(message, /profile p: it has none/);
    assert.match(fix, /add credentials to profile p /);
  }));

for (
  const [what, place] of [["is absent", "~/gone"], ["is a folder", "~/.aws"], ["names nobody's home", "~eve/keys"]]
) {
  Deno.test(`keys that stand in another file than the one that was read: the error lists it, and that it ${what}`, () => {
    const variables = { AWS_SHARED_CREDENTIALS_FILE: place };
    return withCallers(
      { config: "[profile p]\nregion = us-west-2\n", credentials: keys, variables },
      async (callers) => {
        Deno.env.set("AWS_EC2_METADATA_DISABLED", "true");
        const { message } = await failureOf(callers.session("p"));
        const { folder } = callers;
        const read = place.startsWith("~/") ? place.replace("~", folder) : `${folder}/${place}`;
        assert.ok(message.includes(`none in ${folder}/.aws/config and ${read} (absent), and this machine`), message);
      },
    );
  });
}

Deno.test("a secret in the words of a credential_process is shown nowhere", () => {
  const words = printed("AKIA-OWN", { Expiration: "2020-01-01T00:00:00Z", SecretAccessKey: "hush-hush" });
  return withCallers({ config: `[profile p]\ncredential_process = ${words}\n` }, async ({ session }) => {
    const { message, fix } = await failureOf(session("p"));
    assert.match(fix, /run it by hand/);
    assert.ok(!`${message}${fix}`.includes("hush-hush"), fix);
  });
});

async function failureOf(aws: Aws) {
  return await raised(() => callerIdentity(aws).catch((error) => Promise.reject(explainAwsError(error, "asking"))));
}

/** As in a container with a role of its own: the SDK goes on to that when a profile fails. */
async function withRoleOfMachine(folder: string, body: () => Promise<void>): Promise<void> {
  await Deno.writeTextFile(`${folder}/token`, "token");
  const variables = {
    AWS_ROLE_ARN: "arn:aws:iam::1:role/machine",
    AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await body();
  } finally {
    Object.keys(variables).forEach((name) => Deno.env.delete(name));
  }
}

const keys = "[p]\naws_access_key_id = AKIA-OWN\naws_secret_access_key = s\n";

for (const region of ["ap-east-1", "me-south-1"]) {
  for (const profile of ["p", "lab"]) {
    Deno.test(`a region that is not switched on is told apart from bad keys: ${region}, profile ${profile}`, () => {
      const config = `[profile p]\nregion = ${region}\n` + role("lab", `source_profile = p\nregion = ${region}`);
      return withCallers({ config, credentials: keys, off: [region] }, async ({ session }) => {
        const { code, message, fix } = await failureOf(session(profile, { region }));
        assert.equal(code, "DAY-AWS-006");
        assert.equal(message, `Region ${region} is not enabled in account 123456789012`);
        assert.ok(fix.includes(`aws account enable-region --region-name ${region} --profile ${profile}`), fix);
      });
    });
  }
}

Deno.test("keys that no region knows are bad keys", () =>
  withCallers({ config: "", credentials: keys, off: ["ap-east-1", "us-east-1"] }, async ({ session }) => {
    assert.equal((await failureOf(session("p", { region: "ap-east-1" }))).code, "DAY-CRED-001");
    assert.equal((await failureOf(session("p", { region: "us-east-1" }))).code, "DAY-CRED-001");
  }));
