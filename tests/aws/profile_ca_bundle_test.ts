import assert from "node:assert/strict";
import { join } from "node:path";
import { profileCaBundle } from "../../lib/aws/profile_ca_bundle.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

/** The `ca_bundle` of profile `p` in a configuration file, which stands at the usual place or where the variable says. */
function bundleIn(text: string, { profile = "p", config }: { profile?: string; config?: string } = {}) {
  return inTemporaryFolder(async (home) => {
    await Deno.mkdir(join(home, ".aws"));
    await Deno.writeTextFile(join(home, config?.replace(/^~/, ".") ?? ".aws/config"), text);
    const variables = { HOME: home, USER: "u", ...(config === undefined ? {} : { AWS_CONFIG_FILE: config }) };
    return await profileCaBundle({ environment: environmentOf(variables, () => home), files: systemFiles }, profile);
  });
}

const named = (path: string) => ({ name: "ca_bundle of profile p", path });

Deno.test("ca_bundle is read from the profile's own section, in every form that the tools of AWS read", async () => {
  assert.deepEqual(await bundleIn("[profile p]\nregion = a\nca_bundle = /a b.pem\n"), named("/a b.pem"));
  assert.deepEqual(await bundleIn('[profile "p"]\r\nca_bundle=~/a.pem\r\n'), named("~/a.pem"));
  assert.deepEqual(await bundleIn("[profile p]\nca_bundle = /a.pem # of the company\n"), named("/a.pem"));
  assert.deepEqual(await bundleIn("[default]\nca_bundle = /a.pem\n", { profile: "default" }), {
    name: "ca_bundle of profile default",
    path: "/a.pem",
  });
  for (const config of ["elsewhere", "~/elsewhere"]) {
    assert.deepEqual(await bundleIn("[profile p]\nca_bundle = /a.pem\n", { config }), named("/a.pem"));
  }
});

Deno.test("what is no ca_bundle of this profile is none", async () => {
  for (
    const text of [
      "",
      "[default]\nca_bundle = /a.pem\n",
      "[profile pp]\nca_bundle = /a.pem\n[profile p]\nregion = a\n",
      "[profile p]\n[sso-session s]\nca_bundle = /a.pem\n",
      "[profile p]\n#ca_bundle = /a.pem\n;ca_bundle = /b.pem\n",
      "[profile p]\ns3 =\n  ca_bundle = /a.pem\n",
      "[profile p]\nca_bundle =\n",
      // A heading that the SDK does not take for a profile's, so that nobody could use it.
      '[ profile "p" ]\nca_bundle = /a.pem\n',
    ]
  ) assert.equal(await bundleIn(text), undefined, text);
  assert.equal(await bundleIn("[profile p]\nca_bundle = /a.pem\n", { profile: "q" }), undefined);
});
