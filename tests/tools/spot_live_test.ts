import assert from "node:assert/strict";
import { repository } from "../support/source_files.ts";

Deno.test("R-09: the check against a live account begins nothing without a word of agreement, and is no part of the tests", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(`${repository}deno.json`));
  const { command } = tasks["spot:live"];
  const others = Object.entries(tasks).filter(([name]) => name !== "spot:live");
  assert.ok(!JSON.stringify(others).includes("spot_live") && !JSON.stringify(others).includes("spot:live"));
  const [, ...args] = command.split(" ");
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args, "--profile", "nobody"],
    cwd: repository,
    stdin: "null",
  }).output();
  assert.equal(code, 1);
  assert.match(new TextDecoder().decode(stderr), /nothing was launched: this costs money and needs --yes-spend/);
});
