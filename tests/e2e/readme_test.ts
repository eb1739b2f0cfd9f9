import assert from "node:assert/strict";
import { installDouble } from "../support/install_double.ts";
import { sharedSandbox } from "../support/sandbox.ts";
import { recommendedPcluster, triedPcluster } from "../../lib/toolchain/versions.ts";
import { demo, runProgram } from "./program.ts";

/** Without what is another one in every run. */
const timeless = (text: string) => text.replaceAll(/\b\d{14}\b|\b\d{4}-\d\d-\d\d\b/g, "TIME");

Deno.test(
  "README",
  sharedSandbox({ settings: { networkSeconds: 0, secondsOfCreation: 1 } }, async (step) => {
    await step(
      "its excerpt of the demo is what a creation says, with a mark where lines are left out",
      async (sandbox) => {
        const { code, out, err } = await runProgram(await installDouble(sandbox), ...demo);
        assert.equal(code, 0, err);
        const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
        const excerpt = /^```text\n([^]*?)^```$/m.exec(readme)?.[1] ?? "";
        let rest = timeless(`\n${err}${out}`);
        for (const part of timeless(excerpt).split("[…]\n")) {
          const at = rest.indexOf(`\n${part}`);
          assert.ok(part !== "" && at >= 0, `not said, or not in this order:\n${part}\nbut:\n${rest}`);
          rest = rest.slice(at + part.length);
        }
      },
    );
  }),
);

Deno.test("the versions of ParallelCluster in the documents are those of the table", async () => {
  for (const name of ["README.md", "CHANGELOG.md", "docs/settings.md", "docs/deviations.md"]) {
    const text = await Deno.readTextFile(new URL(`../../${name}`, import.meta.url));
    const named = new Set([...text.matchAll(/\b3\.1\d\.\d\b/g)].map(([version]) => version));
    assert.ok(named.has(recommendedPcluster), name);
    const others = [...named].filter((version) => !triedPcluster.some((tried) => tried === version));
    // The oldest that can still create.
    assert.deepEqual(others.filter((version) => version !== "3.14.1"), [], name);
  }
});
