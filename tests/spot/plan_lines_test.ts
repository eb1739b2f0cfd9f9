import assert from "node:assert/strict";
import type { SpotConfig } from "../../lib/spot/config/spot_config.ts";
import { planLines } from "../../lib/spot/create/plan_lines.ts";

Deno.test("the plan says that nodes on demand cost more than the estimate has", () => {
  const plan = { regions: [], dropped: [], wanted: 3, perHour: 0.1356, unpriced: 0 };
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
  const textOf = (onDemand: number) => planLines({ ...plan, regions: [{ ...region, onDemand }] }, about).join("\n");
  assert.match(textOf(2), /about \$0\.1356 per hour.*; 2 on demand, counted at the Spot price, cost more/);
  assert.doesNotMatch(textOf(0), /cost more/);
});
