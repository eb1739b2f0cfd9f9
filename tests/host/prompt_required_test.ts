import assert from "node:assert/strict";
import { silentPrompter } from "../../lib/cli/terminal/silent_prompter.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { missingWords, promptRequired } from "../../lib/host/errors/prompt_required.ts";

async function refusal(ask: Promise<unknown>): Promise<DayError> {
  const error = await ask.catch((error) => error);
  assert.ok(error instanceof DayError);
  return error;
}

const options = ["b-omics", "a-omics"].map((value) => ({ label: `${value} (us-west-2)`, value }));

Deno.test("spec 1.7: a menu that nobody may answer lists its choices in message, fix and details", async () => {
  const error = await refusal(silentPrompter().menu({ id: "s3_bucket_name", message: "Which bucket?", options }));
  assert.equal(error.code, "DAY-PROMPT-001");
  assert.equal(error.message, "s3_bucket_name: Which bucket? One of: b-omics, a-omics");
  assert.match(error.fix, /--set s3_bucket_name=VALUE.*one of b-omics, a-omics$/);
  assert.deepEqual(error.details, { key: "s3_bucket_name", choices: ["b-omics", "a-omics"] });
  assert.deepEqual(missingWords(error), [["--set", "s3_bucket_name=b-omics"], ["--set", "s3_bucket_name=a-omics"]]);
});

Deno.test("spec 1.7: a line of text has what would have been offered, or nothing that passes for a value", async () => {
  const { text, consent } = silentPrompter();
  const offered = await refusal(text({ id: "budget_amount", message: "How much?", default: "200" }));
  assert.deepEqual(missingWords(offered), [["--set", "budget_amount=200"]]);
  const open = await refusal(text({ id: "cluster_name", message: "Name?" }));
  assert.deepEqual(missingWords(open), [["--set", "cluster_name=..."]]);
  assert.deepEqual(open.details, { key: "cluster_name" });
  const consented = await refusal(consent({ id: "quota.spot_vcpu", message: "Go on?", yes: "" }));
  assert.deepEqual(missingWords(consented), []);
});

Deno.test("spec 1.7: what a complaint has listed is not listed twice; a flag of its own is named as one", () => {
  const listed = promptRequired({ key: "k", message: "it must be one of x, y", choices: ["x", "y"] });
  assert.equal(listed.message, "it must be one of x, y");
  const config = promptRequired({
    key: "config",
    message: "Which?",
    flag: "--config",
    offered: "a.yaml",
    fix: "name it",
  });
  assert.deepEqual([missingWords(config), config.fix], [[["--config", "a.yaml"]], "name it"]);
  assert.deepEqual(missingWords(new DayError("DAY-CFG-003", "other", { details: { key: "k", choices: ["x"] } })), []);
});
