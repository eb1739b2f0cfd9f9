import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayEvent } from "../../lib/host/events/events.ts";
import type { Environment } from "../../lib/host/environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { requireProfile } from "../../lib/preflight/require_profile.ts";
import { raised } from "./raised.ts";

const config = `# accounts
[default]
region = us-west-2
[profile lab]
region = us-east-1
[profile 'core-facility']
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

const quiet = ({ environment }: Home) => ({ files: systemFiles, environment, emit: () => {} });

async function write({ folder }: Home, file: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, file);
  await (typeof content === "string" ? Deno.writeTextFile(path, content) : Deno.writeFile(path, content));
  return path;
}

Deno.test("T6 an unknown profile is refused with the known ones, each once, and the files that were read", () =>
  withHome({ AWS_PROFILE: "lab" }, async (home) => {
    const path = await write(home, ".aws/config", config);
    const error = await raised(() => requireProfile(quiet(home), "nope"));
    assert.equal(error.code, "DAY-PROFILE-001");
    assert.equal(
      error.message,
      `There is no AWS profile "nope" in ${path} and ${join(home.folder, ".aws/credentials")} (absent); ` +
        `known profiles: default, lab, core-facility`,
    );
    assert.equal(
      error.fix,
      "name a known profile with --profile, or create this one with: aws configure --profile nope",
    );
    await write(home, ".aws/credentials", credentials);
    const { message } = await raised(() => requireProfile(quiet(home), "nope"));
    assert.match(message, /credentials; known profiles: default, lab, core-facility, keys-only$/);
  }));

Deno.test("T5 without flag and AWS_PROFILE there is no profile", () =>
  withHome({}, async (home) => {
    const error = await raised(() => requireProfile(quiet(home), undefined));
    assert.equal(error.code, "DAY-PROFILE-001");
    assert.equal(error.exitCode, 1);
    assert.match(error.message, /no profile is configured/);
    assert.equal(error.fix, "create one with: aws configure --profile NAME");
  }));

Deno.test("the flag beats AWS_PROFILE; default is worth a warning, others a line", () =>
  withHome({ AWS_PROFILE: "lab" }, async (home) => {
    await write(home, ".aws/config", config);
    const events: DayEvent[] = [];
    const deps = { ...quiet(home), emit: (event: DayEvent) => events.push(event) };
    assert.equal(await requireProfile(deps, undefined), "lab");
    assert.equal(await requireProfile(deps, "default"), "default");
    assert.deepEqual(events.map(({ code, level }) => [code, level]), [
      ["profile.chosen", "info"],
      ["profile.default", "warn"],
    ]);
  }));

for (const place of ["elsewhere.cfg", "~/elsewhere.cfg"]) {
  for (const [variable, heading] of [["AWS_CONFIG_FILE", "profile moved"], ["AWS_SHARED_CREDENTIALS_FILE", "moved"]]) {
    Deno.test(`${variable} names another file: ${place}`, () =>
      withHome({ [variable]: place }, async (home) => {
        await write(home, ".aws/config", "[profile usual]\n");
        await write(home, ".aws/credentials", "[usual]\n");
        const path = await write(home, "elsewhere.cfg", `[${heading}]\r\n`);
        assert.equal(await requireProfile(quiet(home), "moved"), "moved");
        const { message } = await raised(() => requireProfile(quiet(home), "nope"));
        assert.ok(message.includes(path), message);
      }));
  }
}

/** What a person means as a profile and the SDK passes over: the heading, the name, and what is said about it. */
const misnamed: readonly (readonly [file: string, heading: string, name: string, why: RegExp])[] = [
  ["config", '[profile "two words"]', "two words", /its name holds a blank/],
  ["config", "[profile two words]", "two words", /its name holds a blank/],
  ["config", "[profile lab,west]", "lab,west", /its name holds ","/],
  ["config", "[profile (lab)]", "(lab)", /its name holds "\("/],
  ["config", "[profile labör]", "labör", /its name holds "ö"/],
  ["config", "[ profile lab ]", "lab", /has blanks/],
  ["config", "[profile  lab]", "lab", /has blanks/],
  ["config", "[lab]", "lab", /has to be called \[profile lab\]/],
  ["config", "[Profile lab]", "lab", /has to be called \[profile lab\]/],
  ["config", "[profile lab", "lab", /its heading \[profile lab does not end with a bracket/],
  ["config", "[profile lab]]x", "lab", /its heading \[profile lab\]\]x does not end with a bracket/],
  ["credentials", "[lab", "lab", /does not end with a bracket/],
  ["credentials", '["lab"] of mine', "lab", /does not end with a bracket/],
  ["credentials", "[two words]", "two words", /its name holds a blank/],
  ["credentials", "[profile lab]", "lab", /has to be called \[lab\]/],
  ["credentials", "[ lab ]", "lab", /has blanks/],
];
for (const [file, heading, name, why] of misnamed) {
  Deno.test(`a profile that the SDK passes over is none, and the error says where and why: ${file} ${heading}`, () =>
    withHome({}, async (home) => {
      const path = await write(home, `.aws/${file}`, `${heading}\naws_access_key_id = a\n`);
      const { message, code } = await raised(() => requireProfile(quiet(home), name));
      assert.equal(code, "DAY-PROFILE-001");
      assert.ok(message.startsWith(`AWS profile ${JSON.stringify(name)} in ${path} cannot be used: `), message);
      assert.match(message, why);
      const other = await raised(() => requireProfile(quiet(home), "nope"));
      assert.match(other.message, /no profile is configured/);
    }));
}

Deno.test("names that the SDK reads although they look strange are profiles", () =>
  withHome({}, async (home) => {
    await write(home, ".aws/config", "[profile a.b@c+d%e:f/g]\nregion = r\n[profile\tx]\n[profile default]\n");
    await write(home, ".aws/credentials", "[lab,west]\naws_access_key_id = a\n");
    for (const name of ["a.b@c+d%e:f/g", "x", "default", "lab,west"]) {
      assert.equal(await requireProfile(quiet(home), name), name);
    }
  }));

const text = "[profile lab]\nregion = us-west-2\n";
const mark = "\ufeff";

Deno.test("a file that begins with the mark of UTF-8 is read as the SDK reads it", () =>
  withHome({}, async (home) => {
    for (const [file, content] of [["config", text], ["credentials", "[keys]\naws_access_key_id = a\n"]]) {
      await write(home, `.aws/${file}`, mark + content);
    }
    for (const name of ["lab", "keys"]) assert.equal(await requireProfile(quiet(home), name), name);
  }));

function utf16(content: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(content.length * 2));
  [...content].forEach((letter, n) => view.setUint16(n * 2, letter.charCodeAt(0), littleEndian));
  return new Uint8Array(view.buffer);
}

const wide: readonly (readonly [string, Uint8Array])[] = [
  ["UTF-16, little-endian", utf16(mark + text, true)],
  ["UTF-16, big-endian", utf16(mark + text, false)],
  ["UTF-16 without a mark", utf16(text, true)],
  ["UTF-32", utf16([...mark + text].join("\0") + "\0", true)],
];
for (const [what, bytes] of wide) {
  for (const file of ["config", "credentials"]) {
    Deno.test(`the error of a file that nobody can read names file, profile and cause: ${file}, ${what}`, () =>
      withHome({}, async (home) => {
        await write(home, ".aws/config", text);
        const path = await write(home, `.aws/${file}`, bytes);
        const { code, message, fix } = await raised(() => requireProfile(quiet(home), "lab"));
        assert.equal(code, "DAY-PROFILE-001");
        assert.match(message, /^AWS profile "lab" cannot be used: .* is not UTF-8 text but UTF-16 or the like$/);
        assert.ok(message.includes(path) && fix.includes(path), message);
      }));
  }
}
