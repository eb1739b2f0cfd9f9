import assert from "node:assert/strict";
import { hostile } from "./hostile_run.ts";
import { seenPage } from "./worksets_seen.ts";

Deno.test("decision 4: the page of worksets tells states, steps, cost, errors with their fix, and clusters", () => {
  const page = seenPage();
  for (
    const expected of [
      ">1</strong><span>error</span>",
      ">workset_20260102T030000Z</text>",
      ">validate</text>",
      "20 min</text>",
      "≥ 27.89 USD",
      "≥ 3.21 USD and 1 of unknown price",
      "unknown: permission to read the instances was denied",
      "file system fs-1, PERSISTENT_2",
      "<b>WS-PIP-001</b> at run: the pipeline ended with exit code 7",
      "Fix: read the logs in the workset&#39;s S3 folder below error/ and correct the reported cause; then delete the marker file daylily.error",
      "deno task delete --cluster idle --region us-west-2",
      "monitor two (2)",
    ]
  ) assert.ok(page.includes(expected), expected);
  assert.doesNotMatch(page, /undefined|NaN|Infinity|\[object/);
  assert.doesNotMatch(page, /<(script|link|img|iframe|object)\b|url\(/);
  assert.match(seenPage("x", { rows: [], clusters: [] }), /Nothing that took time is recorded/);
});

Deno.test("decision 4: names and messages of worksets stay text on their page", () => {
  const page = seenPage(hostile("http://127.0.0.1:9"));
  assert.ok(page.includes("&lt;script src="));
  assert.doesNotMatch(page, /<script|<img|<iframe|href="javascript/);
  for (const never of ["\u001b", "\u202e"]) assert.ok(!page.includes(never), never);
});
