import assert from "node:assert/strict";
import { inFile } from "../../lib/cluster_file/in_file.ts";
import { readClusterFile } from "../../lib/cluster_file/template_problem.ts";
import { applySpotPrices } from "../../lib/cluster_file/spot_pricing.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";

Deno.test("4.1: a refusal of a cluster file names the file and stays one line; other errors stay as they are", () => {
  assert.throws(() => inFile("own.yaml", () => applySpotPrices(readClusterFile("a: [\nb"), new Map())), {
    code: "DAY-TPL-001",
    message: /^own\.yaml: line \d, column \d: this is not YAML: [^\n]+$/,
  });
  const other = new DayError("DAY-CFG-001", "x");
  assert.throws(() =>
    inFile("own.yaml", () => {
      throw other;
    }), (error) => error === other);
  assert.equal(inFile("own.yaml", () => 1), 1);
});
