import assert from "node:assert/strict";
import { assumedArchitecture } from "../../lib/spot/facts/architecture.ts";
import { judgeRegion } from "../../lib/spot/facts/judge_region.ts";
import type { ImageFacts } from "../../lib/spot/facts/image_facts.ts";
import type { RegionFacts } from "../../lib/spot/facts/region_facts.ts";
import type { RegionEntry } from "../../lib/spot/config/spot_config.ts";

const arm =
  "a1.medium t4g.small c6g.large c6gn.large c6gd.medium m6g.large m6gd.xlarge r6g.large r6gd.large c7g.large c7gn.large m7g.medium m7gd.large r7g.large m8g.large c8g.large r8g.large x2gd.medium im4gn.large is4gen.medium i4g.large i8g.large g5g.xlarge hpc7g.4xlarge"
    .split(" ");
const intel =
  "t2.micro t2.medium t3.small t3a.small t3.medium m5.large m5a.16xlarge m6i.large m6a.16xlarge m6idn.large m7i.large m7a.large c5.large c6i.large r5.large g4dn.xlarge g5.xlarge p4d.24xlarge inf1.xlarge trn1.2xlarge vt1.3xlarge u-6tb1.metal"
    .split(" ");

const image = (id: string, architecture: string): ImageFacts => {
  return { id, name: id, architecture, created: "", state: "available", rootDevice: "/dev/sda1", rootSize: 8 };
};

function judged(type: string, architecture: "arm64" | "x86_64" | "unsupported", entry: Partial<RegionEntry> = {}) {
  const facts: RegionFacts = {
    region: "us-east-1",
    types: [{ type, architecture, hasSpot: true, vcpus: 2, memoryMib: 4096, isBurstable: false }],
    zones: ["us-east-1a"],
    offered: new Map([["us-east-1a", [type]]]),
    newest: { x86_64: image("ami-0000000a", "x86_64"), arm64: image("ami-0000000b", "arm64") },
    named: [image("ami-0000000c", "x86_64"), image("ami-0000000d", "arm64")],
    prices: new Map(),
  };
  const plain: RegionEntry = {
    ...{ region: "us-east-1", types: [type], image: "auto", architecture: undefined, count: "auto" },
    ...{ zones: undefined, priceLimit: undefined, at: { line: 1, column: 1 } },
  };
  return judgeRegion({ ...plain, ...entry }, facts, 3);
}

Deno.test("R-10 R-16: every type gets the image of its architecture, and no other", () => {
  const types = [...arm.map((type) => [type, "arm64"] as const), ...intel.map((type) => [type, "x86_64"] as const)];
  for (const [type, architecture] of types) {
    assert.equal(assumedArchitecture(type), architecture, type);
    const other = architecture === "arm64" ? "x86_64" : "arm64";
    const auto = judged(type, architecture);
    assert.ok(auto.is === "usable" && auto.image.architecture === architecture, type);
    const [right, wrong] = architecture === "arm64"
      ? ["ami-0000000d", "ami-0000000c"]
      : ["ami-0000000c", "ami-0000000d"];
    assert.equal(judged(type, architecture, { image: right }).is, "usable");
    const bad = judged(type, architecture, { image: wrong });
    assert.ok(bad.is === "mismatched" && bad.issue === "ami_architecture_mismatch");
    const absent = judged(type, architecture, { image: "ami-0000000f" });
    assert.ok(absent.is === "mismatched" && absent.issue === "image_not_found");
    const declared = judged(type, architecture, { architecture: other });
    assert.ok(declared.is === "mismatched" && declared.issue === "architecture_mismatch");
  }
  for (const type of ["mac1.metal", "mac2.metal"]) {
    assert.equal(assumedArchitecture(type), "unsupported");
    const mac = judged(type, "unsupported");
    assert.ok(mac.is === "mismatched" && mac.issue === "unsupported_architecture");
  }
});
