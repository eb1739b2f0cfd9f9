import assert from "node:assert/strict";
import { knownProblems, problemBehind } from "../../lib/toolchain/known_problems.ts";
import { judgePcluster, recommendedPcluster } from "../../lib/toolchain/versions.ts";

const sourcesOf = (version: string, region?: string) =>
  knownProblems(version, region).map(({ source }) => source.split("/").at(-1));

Deno.test("decision 3.47: one list of known problems by version; the recommended version has none", () => {
  assert.deepEqual(sourcesOf(recommendedPcluster), []);
  assert.deepEqual(sourcesOf("3.16.0", "us-west-2"), ["7601"]);
  assert.deepEqual(sourcesOf("3.14.1"), ["7601"]);
  assert.deepEqual(sourcesOf("3.14.0"), ["7287", "7601", "7095"]);
  assert.deepEqual(sourcesOf("3.13.2"), ["7287", "7601", "7095"]);
  assert.deepEqual(sourcesOf("3.9.0"), ["7287", "7601", "7095", "6211"]);
  assert.deepEqual(sourcesOf("2.11.7"), []);
});

Deno.test("every known problem has a source and the day of it", () => {
  for (const { source, date, happens, why } of knownProblems("3.9.0")) {
    assert.match(source, /^https:\/\/github\.com\/aws\/aws-parallelcluster\/issues\/\d+$/);
    assert.match(date, /^20\d\d-\d\d-\d\d$/);
    assert.match(`${happens} ${why}`, /^[a-z].*[^.]$/);
  }
});

Deno.test("preflight tells what is known of a version that it lets pass, and failure causes what a message shows", () => {
  assert.match(
    judgePcluster("3.15.0").note ?? "",
    /^pcluster 3\.15\.0 is not tested with dayctl, wanted .*; the cluster's Slurm .*7601\)$/,
  );
  assert.match(judgePcluster("3.13.2").note ?? "", /^the creation will fail on AWS: /);
  assert.deepEqual(judgePcluster(recommendedPcluster), { status: "PASS" });
  const message =
    "The runtime parameter of python3.9 is no longer supported for creating or updating AWS Lambda functions";
  assert.equal(problemBehind(message)?.before, "3.14.1");
  assert.equal(problemBehind("The runtime parameter of python3.12 is fine"), undefined);
});
