import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayError } from "../../lib/host/errors/day_error.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { type Artifacts, artifactsOf } from "../../lib/state/artifacts.ts";
import { beginJournal, continueJournal } from "../../lib/state/journal/journal.ts";
import { inTemporaryFolder } from "../support/temporary.ts";
import { virtualClock } from "../support/virtual_clock.ts";

/** Artifacts of one run in `folder`; `again` opens them in another life of the run. */
function withArtifacts(
  body: (folder: string, artifacts: Artifacts, again: () => Promise<Artifacts>) => Promise<void>,
): () => Promise<void> {
  return () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, "c_1.jsonl");
      const journals = [await beginJournal(path, virtualClock())];
      const again = async () => {
        journals.push(await continueJournal(path, virtualClock()));
        return artifactsOf(systemFiles, journals[journals.length - 1], folder);
      };
      try {
        await body(folder, artifactsOf(systemFiles, journals[0], folder), again);
      } finally {
        for (const journal of journals) journal.close();
      }
    });
}

const refused = (code: string, message: RegExp) => (error: DayError) =>
  error.code === code && message.test(error.message);

Deno.test(
  "kept: made once; a resume takes the bytes that were written, not new ones",
  withArtifacts(async (folder, artifacts, again) => {
    const path = join(folder, "c.yaml");
    assert.deepEqual(await artifacts.keep("cluster_yaml", "c.yaml", () => "ü: 1\n"), { path, text: "ü: 1\n" });
    assert.equal(await Deno.readTextFile(path), "ü: 1\n");
    assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
    const resumed = await again();
    const made = await resumed.keep("cluster_yaml", "c.yaml", () => assert.fail("made a second time"));
    assert.deepEqual(made, { path, text: "ü: 1\n" });
    assert.deepEqual(resumed.paths(), { cluster_yaml: path });
  }),
);

Deno.test(
  "kept: a file that was written, but is not in the journal, is made again",
  withArtifacts(async (folder, artifacts) => {
    await Deno.writeTextFile(join(folder, "c.yaml"), "half");
    assert.equal((await artifacts.keep("cluster_yaml", "c.yaml", () => Promise.resolve("whole"))).text, "whole");
    assert.equal(await Deno.readTextFile(join(folder, "c.yaml")), "whole");
  }),
);

Deno.test(
  "kept: a file that was changed or is gone is an error, never silently used or made anew",
  withArtifacts(async (folder, artifacts, again) => {
    await artifacts.keep("cluster_yaml", "c.yaml", () => "a: 1\n");
    await Deno.writeTextFile(join(folder, "c.yaml"), "a: 2\n");
    const resumed = await again();
    await assert.rejects(
      resumed.keep("cluster_yaml", "c.yaml", () => "a: 1\n"),
      refused("DAY-RUN-005", /c\.yaml was changed/),
    );
    await Deno.remove(join(folder, "c.yaml"));
    await assert.rejects(
      resumed.keep("cluster_yaml", "c.yaml", () => "a: 1\n"),
      refused("DAY-RUN-005", /c\.yaml is gone/),
    );
  }),
);

Deno.test(
  "rewritten: says where the run stands now, and that version is the one that counts afterwards",
  withArtifacts(async (folder, artifacts, again) => {
    await artifacts.rewrite("resolved_cli", "r.yaml", "first");
    await artifacts.rewrite("resolved_cli", "r.yaml", "second");
    await artifacts.keep("yaml_init", "c.yaml.init", () => "x");
    assert.equal(await Deno.readTextFile(join(folder, "r.yaml")), "second");
    const resumed = await again();
    assert.equal((await resumed.keep("resolved_cli", "r.yaml", () => "third")).text, "second");
    assert.deepEqual(resumed.paths(), { resolved_cli: join(folder, "r.yaml"), yaml_init: join(folder, "c.yaml.init") });
  }),
);

Deno.test(
  "a file that cannot be written is an error that names it",
  withArtifacts(async (folder, artifacts) => {
    await Deno.mkdir(join(folder, "c.yaml"));
    await assert.rejects(artifacts.rewrite("cluster_yaml", "c.yaml", "x"), refused("DAY-RUN-007", /c\.yaml/));
    assert.deepEqual(artifacts.paths(), {});
  }),
);
