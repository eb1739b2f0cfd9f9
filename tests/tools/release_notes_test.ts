import assert from "node:assert/strict";
import { releaseNotes } from "../../tools/release_notes.ts";

const changelog =
  "# Changelog\n\n## Unreleased\n\n- new\n\n## 0.2.0 (2026-11-01)\n\n- two\n  lines\n\n## 0.10.0\n\n- ten\n";

Deno.test("the notes of a release are its section of the changelog, else what is not released yet", () => {
  assert.equal(releaseNotes(changelog, "0.2.0"), "# dayctl 0.2.0\n\n- two\n  lines\n");
  assert.equal(releaseNotes(changelog, "0.10.0"), "# dayctl 0.10.0\n\n- ten\n");
  assert.equal(releaseNotes(changelog, "0.1.0"), "# dayctl 0.1.0\n\n- new\n");
  for (const empty of ["", "# Changelog\n", "# Changelog\n\n## Unreleased\n\n## 0.2.0\n\n- two\n"]) {
    assert.throws(() => releaseNotes(empty, "0.1.0"), /says nothing of version 0\.1\.0/);
  }
});

Deno.test("the changelog of this repository has notes", async () => {
  const text = await Deno.readTextFile(new URL("../../CHANGELOG.md", import.meta.url));
  assert.match(releaseNotes(text, "0.1.0"), /^# dayctl 0\.1\.0\n\n- /);
});
