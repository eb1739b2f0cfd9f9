import assert from "node:assert/strict";
import { chooseRegion } from "../../lib/config/settings/choose_region.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";

const surroundings = (variables: Record<string, string>) => ({ get: (name: string) => variables[name] || undefined });
const both = surroundings({ AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" });

Deno.test("decision 3.27, level 1: --region comes first", () => {
  assert.equal(chooseRegion("us-east-1", ["us-west-2"], both), "us-east-1");
  assert.equal(chooseRegion("us-east-1", ["us-west-2", "us-east-1"], both), "us-east-1");
});

Deno.test("decision 3.27, level 2: what is recorded of the cluster", () => {
  assert.equal(chooseRegion(undefined, ["us-west-2", "us-west-2"], both), "us-west-2");
});

Deno.test("decision 3.27, level 3: AWS_REGION", () => {
  assert.equal(chooseRegion(undefined, [], both), "eu-west-1");
});

Deno.test("decision 3.27, level 4: AWS_DEFAULT_REGION", () => {
  assert.equal(chooseRegion(undefined, [], surroundings({ AWS_DEFAULT_REGION: "eu-west-2" })), "eu-west-2");
});

const refused = [
  ["none at all", undefined, [], {}, "DAY-USE-001", /--region/],
  ["two clusters of one name", undefined, ["us-west-2", "eu-west-1"], {}, "DAY-USE-001", /--region eu-west-1/],
  ["a zone", "us-west-2b", [], {}, "DAY-CFG-003", /us-west-2/],
  ["a region of China", "cn-north-1", [], {}, "DAY-CFG-003", /us-west-2/],
  [
    "a variable that names another partition",
    undefined,
    [],
    { AWS_REGION: "us-gov-east-1" },
    "DAY-CFG-003",
    /us-west-2/,
  ],
  ["a variable that is no region", undefined, [], { AWS_REGION: "home" }, "DAY-CFG-003", /us-west-2/],
] as const;

for (const [what, flag, recorded, variables, code, fix] of refused) {
  Deno.test(`decision 3.27: ${what} is refused with what to do`, () => {
    assert.throws(
      () => chooseRegion(flag, recorded, surroundings(variables)),
      (error: unknown) => error instanceof DayError && error.code === code && fix.test(error.fix),
    );
  });
}
