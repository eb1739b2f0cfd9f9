import assert from "node:assert/strict";
import { installDouble } from "../support/install_double.ts";
import { sharedSandbox } from "../support/sandbox.ts";
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
