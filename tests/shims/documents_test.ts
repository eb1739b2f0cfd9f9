import assert from "node:assert/strict";
import { join } from "node:path";
import { toolVersion } from "../../lib/host/tool_version.ts";
import { legacyNames } from "../../lib/shims/legacy_names.ts";
import { repository } from "../support/source_files.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { programsIn, started } from "./started.ts";

const page = await Deno.readTextFile(join(repository, "docs/migration.md"));

Deno.test("the tables of legacy scripts in docs/migration.md are the table of the shims", () => {
  const rows = [...page.matchAll(/^\| `(\S+\.py|bin\/\S+)`\s*\| `([^`]+)`\s*\|$/gm)].map((
    [, name, task],
  ) => [name, task]);
  assert.deepEqual(
    rows,
    legacyNames.map(({ name, task, isElsewhere }) => [isElsewhere ? name : `bin/${name}`, task.join(" ")]),
  );
});

Deno.test("what docs/migration.md says puts dayctl on PATH", () =>
  inTemporaryFolder(async (home) => {
    const lines = /```sh\n(mkdir -p ~\/\.local\/bin\n[^]*?)```/.exec(page)?.[1] ?? "";
    assert.match(lines, /dayctl/);
    const tools = await programsIn(home, { deno: Deno.execPath(), mkdir: "/bin/mkdir", chmod: "/bin/chmod" });
    const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
    const env = { HOME: home, DENO_DIR: cache, PATH: `${home}/.local/bin:${tools}` };
    const put = await started(["bash", "-ec", lines], { env, folder: repository });
    assert.equal(put.code, 0, put.err);
    const { code, out, err } = await started(["env", "dayctl", "--version"], { env, folder: home });
    assert.deepEqual([code, out], [0, `${toolVersion}\n`], err);
    const list = await started(["env", "dayctl", "shims", "list", "--dir", "made"], { env, folder: home });
    assert.match(list.out, new RegExp(`^in ${home}/made\n`));
  }));
