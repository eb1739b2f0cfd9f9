import assert from "node:assert/strict";
import { lastWords } from "../../lib/cluster/headnode/ssh_failure.ts";

const after = "fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n" +
  "and the repository exists.\n";

const saying = (stderr: string) => lastWords({ stdout: "", stderr });

Deno.test("headnode A8: a clone that fails tells the reason, and not what git says after each", () => {
  assert.equal(
    saying(`git@github.com: Permission denied (publickey).\r\n${after}`),
    "git@github.com: Permission denied (publickey).",
  );
  assert.equal(
    saying(`fatal: '/nope.git' does not appear to be a git repository\n${after}`),
    "fatal: '/nope.git' does not appear to be a git repository",
  );
  assert.equal(saying(after), "fatal: Could not read from remote repository.");
});
