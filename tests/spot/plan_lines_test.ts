import assert from "node:assert/strict";
import type { SpotConfig } from "../../lib/spot/config/spot_config.ts";
import { planLines } from "../../lib/spot/create/plan_lines.ts";

Deno.test("the plan says what a node on demand costs, and what nobody knows is not passed off as the cost", () => {
  const plan = { dropped: [], wanted: 3, perHour: 0.1356 };
  const about = {
    config: { storageGb: 20 } as SpotConfig,
    deployment: "sd-1",
    identity: { account: "123456789012", arn: "arn:aws:iam::123456789012:user/ada" },
  };
  const usable = {
    is: "usable",
    region: "us-west-2",
    architecture: "x86_64",
    image: {
      id: "ami-1",
      name: "u",
      architecture: "x86_64",
      created: "",
      state: "available",
      rootDevice: "/dev/sda1",
      rootSize: 8,
    },
    types: [],
    zones: ["us-west-2a"],
    moreZones: [],
    pools: [],
  } as const;
  const region = { usable, slots: 3, auto: true, usd: 0.04 };
  const textOf = (onDemand: number, onDemandUsd: number | undefined, unpriced: number) =>
    planLines({ ...plan, unpriced, regions: [{ ...region, onDemand, onDemandUsd }] }, about).join("\n");
  assert.match(
    textOf(2, 0.0416, 0),
    /On demand \$\/hr each\n.*3 \(2 on demand\) +0\.0400 +0\.0416\n.*about \$0\.1356 per hour/,
  );
  const unknown = textOf(2, undefined, 2);
  assert.match(unknown, /0\.0400 +\?\n.*at least \$0\.1356 per hour.*; the price of 2 nodes is not known/);
  assert.doesNotMatch(unknown, /about/);
  assert.doesNotMatch(textOf(0, undefined, 0), /demand|at least/);
});
