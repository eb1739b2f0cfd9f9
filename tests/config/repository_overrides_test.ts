import assert from "node:assert/strict";
import { repositoryOverrides } from "../../lib/config/file/repository_overrides.ts";

const catalogue = "repositories:\n  daylily-omics-analysis: {}\n  other_1: {}\n";

Deno.test("T10, headnode cases 2 and 4: the key ends at the first colon and the last override of a key wins", () => {
  const overrides = repositoryOverrides(
    ["daylily-omics-analysis:dev/x:y", "other_1:a", "daylily-omics-analysis:main"],
    catalogue,
  );
  assert.deepEqual(Object.fromEntries(overrides), { "daylily-omics-analysis": "main", other_1: "a" });
  const [ref] = repositoryOverrides(["other_1:a:b/c:d"], catalogue).values();
  assert.equal(ref, "a:b/c:d");
});

Deno.test("T8: another form is a usage error", () => {
  for (
    const wrong of [
      "novalue",
      "a:",
      ":a",
      "a b:c",
      "other_1:a\nb",
      "other_1:\u001b[2J",
      "other_1:a b",
      "other_1:--upload-pack=x",
    ]
  ) {
    assert.throws(() => repositoryOverrides([wrong], catalogue), { code: "DAY-USE-001", exitCode: 1 }, wrong);
  }
});

Deno.test("T9, headnode case 3: an unknown key lists the valid ones", () => {
  assert.throws(() => repositoryOverrides(["unknown:x"], catalogue), {
    code: "DAY-USE-001",
    fix: "use one of daylily-omics-analysis, other_1",
  });
});

Deno.test("a catalogue that cannot be read is refused, but only when it is needed", () => {
  assert.equal(repositoryOverrides([], "]").size, 0);
  for (const broken of ["]", "repositories: 1\n", ""]) {
    assert.throws(() => repositoryOverrides(["a:b"], broken), { code: "DAY-CFG-001" });
  }
});

Deno.test("headnode A5: a reference that day-clone could not read is refused with the other arguments, before anything is done", () => {
  for (const wrong of ["other_1:a#b", `other_1:a"b'c`]) {
    assert.throws(() => repositoryOverrides([wrong], catalogue), { code: "DAY-USE-001", exitCode: 1 }, wrong);
  }
  assert.equal(repositoryOverrides([`other_1:a"b`], catalogue).get("other_1"), 'a"b');
});
