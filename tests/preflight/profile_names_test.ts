import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayEvent } from "../../lib/host/events/events.ts";
import type { Environment } from "../../lib/host/environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { profileNames, requireProfile } from "../../lib/preflight/profile_names.ts";
import { raised } from "./raised.ts";

const config = `# accounts
[default]
region = us-west-2
[profile lab]
region = us-east-1
[ profile "two words" ]
[profile lab]   ; again
[sso-session corporate]
sso_start_url = https://example.org
[stray]
`;
const credentials = "[lab]\naws_access_key_id = a\n[keys-only]\n";

type Home = { readonly folder: string; readonly environment: Environment };

async function withHome(variables: Record<string, string>, body: (home: Home) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(folder, ".aws"));
    const environment: Environment = {
      get: (name) => variables[name] || undefined,
      all: () => variables,
      home: folder,
      user: "tester",
      folder,
    };
    await body({ folder, environment });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("profiles come from both files, each once; other sections are none", () =>
  withHome({}, async ({ folder, environment }) => {
    await Deno.writeTextFile(join(folder, ".aws/config"), config);
    await Deno.writeTextFile(join(folder, ".aws/credentials"), credentials);
    const names = await profileNames({ files: systemFiles, environment });
    assert.deepEqual(names, ["default", "lab", "two words", "keys-only"]);
  }));

Deno.test("AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name other files", () =>
  withHome({ AWS_CONFIG_FILE: "elsewhere.cfg", AWS_SHARED_CREDENTIALS_FILE: "absent" }, async (home) => {
    await Deno.writeTextFile(join(home.folder, ".aws/config"), config);
    await Deno.writeTextFile(join(home.folder, "elsewhere.cfg"), "[profile moved]\r\n");
    assert.deepEqual(await profileNames({ files: systemFiles, environment: home.environment }), ["moved"]);
  }));

Deno.test("T5 without flag and AWS_PROFILE there is no profile", () =>
  withHome({}, async ({ environment }) => {
    const error = await raised(() => requireProfile({ files: systemFiles, environment, emit: () => {} }, undefined));
    assert.equal(error.code, "DAY-PROFILE-001");
    assert.equal(error.exitCode, 1);
    assert.match(error.message, /no profile is configured/);
  }));

Deno.test("T6 an unknown profile is refused with the known ones", () =>
  withHome({ AWS_PROFILE: "lab" }, async ({ folder, environment }) => {
    await Deno.writeTextFile(join(folder, ".aws/config"), config);
    const deps = { files: systemFiles, environment, emit: () => {} };
    const error = await raised(() => requireProfile(deps, "nope"));
    assert.equal(error.code, "DAY-PROFILE-001");
    assert.match(error.message, /"nope".*default, lab, two words/);
  }));

Deno.test("the flag beats AWS_PROFILE; default is worth a warning, others a line", () =>
  withHome({ AWS_PROFILE: "lab" }, async ({ folder, environment }) => {
    await Deno.writeTextFile(join(folder, ".aws/config"), config);
    const events: DayEvent[] = [];
    const deps = { files: systemFiles, environment, emit: (event: DayEvent) => events.push(event) };
    assert.equal(await requireProfile(deps, undefined), "lab");
    assert.equal(await requireProfile(deps, "default"), "default");
    assert.deepEqual(events.map(({ code, level }) => [code, level]), [
      ["profile.chosen", "info"],
      ["profile.default", "warn"],
    ]);
  }));
