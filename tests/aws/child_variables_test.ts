import assert from "node:assert/strict";
import { join } from "node:path";
import { withCallers } from "./callers.ts";

const keys = "[p]\naws_access_key_id = AKIA-OWN\naws_secret_access_key = s\n";

Deno.test("a child gets our keys, our profile and our region, and nothing that names another caller", () => {
  const foreign = "AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_DEFAULT_PROFILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME " +
    "AWS_WEB_IDENTITY_TOKEN_FILE AWS_CREDENTIAL_EXPIRATION AWS_CREDENTIAL_SCOPE AWS_ACCOUNT_ID " +
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN " +
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
  const names = foreign.split(" ");
  const variables = {
    ...Object.fromEntries(names.map((name) => [name, "foreign"])),
    AWS_ACCESS_KEY_ID: "foreign",
    AWS_SECRET_ACCESS_KEY: "foreign",
    AWS_PROFILE: "foreign",
  };
  return withCallers({ config: "", credentials: keys, variables }, async ({ session, folder }) => {
    const given = await session("p").in("eu-west-1").childVariables();
    assert.deepEqual(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), {
      AWS_ACCESS_KEY_ID: "AKIA-OWN",
      AWS_SECRET_ACCESS_KEY: "s",
      AWS_PROFILE: "p",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_CONFIG_FILE: join(folder, ".aws", "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, ".aws", "credentials"),
    });
    for (const name of names) assert.ok(name in given, `${name} is taken away`);
  });
});

/** What stands for a letter that is written as one byte. */
const latin = "# caf\u00e9\n";

async function asLatin(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  if (text.includes("\u00e9")) await Deno.writeFile(path, Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}

for (const place of ["~/mine", "mine"]) {
  Deno.test(`a child finds the files that we have read: ${place}`, () => {
    const variables = { AWS_CONFIG_FILE: place, AWS_SHARED_CREDENTIALS_FILE: place };
    return withCallers({ config: "", variables }, async ({ session, folder }) => {
      await Deno.writeTextFile(join(folder, "mine"), keys);
      const { AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = await session("p").childVariables();
      const path = join(folder, "mine");
      assert.deepEqual([AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE], ["AKIA-OWN", path, path]);
    });
  });
}

for (
  const [what, config, credentials] of [
    ["a mark at the beginning of the config file", "\ufeff", ""],
    ["a mark at the beginning of the credentials file", "", "\ufeff"],
    ["a comment that is not UTF-8 in the config file", latin, ""],
    ["a comment that is not UTF-8 in the credentials file", "", latin],
  ]
) {
  Deno.test(`${what}, which Python stumbles on, is kept from the children`, () => {
    const settings = "[profile p]\nregion = eu-west-1\nretry_mode = adaptive\nsource_profile = x\n";
    return withCallers({ config: config + settings, credentials: credentials + keys }, async ({ session, folder }) => {
      await asLatin(join(folder, ".aws", "config"));
      await asLatin(join(folder, ".aws", "credentials"));
      const given = await session("p").childVariables();
      assert.equal(given.AWS_ACCESS_KEY_ID, "AKIA-OWN");
      const text = await Deno.readTextFile(given.AWS_CONFIG_FILE ?? "");
      assert.equal(text, "[profile p]\nregion = eu-west-1\nretry_mode = adaptive\n");
      await assert.rejects(Deno.stat(given.AWS_SHARED_CREDENTIALS_FILE ?? ""), Deno.errors.NotFound);
    });
  });
}
