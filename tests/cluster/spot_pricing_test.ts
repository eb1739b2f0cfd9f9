import assert from "node:assert/strict";
import { fc } from "../support/fast_check.ts";
import { parse } from "yaml";
import { renderTemplate } from "../../lib/cluster_file/render_template.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { applySpotPrices as pricedFile, instanceTypes as typesOf } from "../../lib/cluster_file/spot_pricing.ts";
import { readClusterFile } from "../../lib/cluster_file/template_problem.ts";
import { renderInput, shippedTemplate } from "./rendering.ts";

const applySpotPrices = (text: string, ...others: [prices: ReadonlyMap<string, number>, options?: { bump?: number }]) =>
  pricedFile(readClusterFile(text), ...others);
const instanceTypes = (text: string) => typesOf(readClusterFile(text));

type Resource = { readonly types: readonly string[]; readonly price?: string };

/** A cluster file with one queue `q`. */
function file(resources: readonly Resource[], capacity = "SPOT"): string {
  const lines = resources.flatMap(({ types, price = "CALCULATE_MAX_SPOT_PRICE" }, index) => [
    `      - Name: r${index}`,
    `        Instances: [${types.map((type) => `{InstanceType: ${type}}`).join(", ")}]`,
    ...(price === "absent" ? [] : [`        SpotPrice: ${price}`]),
    "        MinCount: 0",
  ]);
  return [
    "Scheduling:",
    "  SlurmQueues:",
    "  - Name: q",
    `    CapacityType: ${capacity}`,
    "    ComputeResources:",
    ...lines,
    "",
  ]
    .join("\n");
}

/** The price that a queue gets whose types cost these prices, all in one compute resource. */
function priceOf(prices: readonly number[], bump?: number): number {
  const types = prices.map((_, index) => `t${index}`);
  const table = new Map(types.map((type, index) => [type, prices[index]]));
  const { text, queues } = applySpotPrices(file([{ types }]), table, { bump });
  const { SpotPrice } = parse(text).Scheduling.SlurmQueues[0].ComputeResources[0];
  assert.deepEqual(queues, [{ name: "q", price: SpotPrice }]);
  return SpotPrice;
}

function pricesIn(text: string): unknown[] {
  const queues: { ComputeResources: { SpotPrice: unknown }[] }[] = parse(text).Scheduling.SlurmQueues;
  return queues.flatMap(({ ComputeResources }) => ComputeResources.map(({ SpotPrice }) => SpotPrice));
}

const sums: readonly [id: string, prices: readonly number[], bump: number | undefined, expected: number][] = [
  ["T93", [0.2, 0.1], undefined, 4.29],
  ["SP1", [1, 1], undefined, 5.14],
  ["SP2 (the binary sum lies below the tie)", [0.2210, 0.1877], undefined, 4.3443],
  ["SP3", [1.1, 1.2, 1.3, 2.0, 2.1, 9.9], undefined, 5.79],
  ["SP4 (odd pool)", [1, 5, 2], undefined, 6.14],
  ["SP5", [0.3], 0, 0.3],
  ["SP5", [2], 1, 3],
  ["SP18", [4.34565], 0, 4.3457],
  ["SP18", [5.00005], 0, 5],
  ["SP18", [4.99995], 0, 5],
  ["SP18", [7.14], 0, 7.14],
  ["spot-price 3 (exact tie to even, down)", [0.03125], 0, 0.0312],
  ["spot-price 3 (exact tie to even, up)", [0.09375], 0, 0.0938],
  ["spot-price 3 (exact tie to even, down)", [1.15625], 0, 1.1562],
  ["spot-price 3 (no tie)", [0.0625], 0, 0.0625],
  ["spot-price 3 (numbers, not texts, are sorted)", [10, 9, 100], 0, 10],
];

for (const [id, prices, bump, expected] of sums) {
  Deno.test(`${id}: ${prices.join(", ")} with ${bump ?? "the usual head-room"} -> ${expected}`, () => {
    assert.equal(priceOf(prices, bump), expected);
  });
}

Deno.test("T94, SP6: a type without a price counts 5.55 and is reported", () => {
  const text = file([{ types: ["a", "b"] }, { types: ["b"] }]);
  const priced = applySpotPrices(text, new Map([["a", 0.45]]), { bump: 4.14 });
  assert.deepEqual(pricesIn(priced.text), [9.69, 9.69]);
  assert.deepEqual(priced.unpriced, ["b"]);
  assert.deepEqual(applySpotPrices(file([{ types: ["a", "b"] }]), new Map([["a", 0.45]])).queues, [{
    name: "q",
    price: 7.14,
  }]);
});

Deno.test("SP10: a queue without types stays; a placeholder left over is an error with its line", () => {
  const number = file([{ types: [], price: "0.5" }]);
  assert.deepEqual(pricesIn(applySpotPrices(number, new Map()).text), [0.5]);
  assert.throws(() => applySpotPrices(file([{ types: [] }]), new Map()), {
    code: "DAY-TPL-001",
    message: /\(line 8\)$/,
  });
});

Deno.test("SP11: an existing price is overwritten, a missing one is added", () => {
  for (const price of ["0.01", "absent", "'CALCULATE_MAX_SPOT_PRICE'", "", "~"]) {
    const { text } = applySpotPrices(file([{ types: ["a"], price }, { types: ["a"], price }]), new Map([["a", 1]]));
    assert.deepEqual(pricesIn(text), [5.14, 5.14], JSON.stringify(price));
  }
});

Deno.test("spot-price 9: queues that are not SPOT keep what they have, and a placeholder there is an error", () => {
  const text = file([{ types: ["a"], price: "absent" }], "ONDEMAND");
  assert.deepEqual(instanceTypes(text), []);
  const priced = applySpotPrices(text, new Map([["a", 1]]));
  assert.deepEqual([priced.queues, parse(priced.text)], [[], parse(text)]);
  assert.throws(() => applySpotPrices(file([{ types: ["a"] }], "ONDEMAND"), new Map()), { code: "DAY-TPL-001" });
});

Deno.test("spot-price 9: the form with a single type counts as well", () => {
  const text = file([{ types: ["a"] }]).replace("MinCount: 0", "InstanceType: b");
  assert.deepEqual(instanceTypes(text), ["b", "a"]);
  assert.deepEqual(applySpotPrices(text, new Map([["a", 1], ["b", 2]])).queues, [{ name: "q", price: 5.64 }]);
});

Deno.test("spot-price 3 and 9: a type that is listed twice counts twice", () => {
  const text = file([{ types: ["a", "b"] }, { types: ["a"] }]);
  assert.deepEqual(instanceTypes(text), ["a", "b"]);
  assert.deepEqual(applySpotPrices(text, new Map([["a", 1], ["b", 9]]), { bump: 0 }).queues, [{ name: "q", price: 1 }]);
});

Deno.test("T93, SP12, SP13: the shipped template", async () => {
  const text = renderTemplate(await shippedTemplate(), renderTokens(renderInput()));
  const types = instanceTypes(text);
  const prices = new Map(types.map((type, index) => [type, 1 + index / 10]));
  prices.set("r7i.2xlarge", 0.2).set("r6i.2xlarge", 0.1);
  const priced = applySpotPrices(text, prices);
  const price = (...names: string[]) => {
    const sorted = names.map((name) => prices.get(name) ?? NaN).sort((a, b) => a - b);
    const [low, high] = [sorted[sorted.length / 2 - 1], sorted[sorted.length / 2]];
    return Number(((low + high) / 2 + 4.14).toFixed(4));
  };
  const big = ["r7i.48xlarge", "r7i.metal-48xl"];
  const mem = [...big, "m7i.metal-48xl", "m7i.48xlarge"];
  const i128 = types.filter((type) => /^[cmr]6i\.(metal|32xlarge)$/.test(type));
  assert.equal(i128.length, 6);
  const all = price(...mem, "c7i.48xlarge", "c7i.metal-48xl");
  const expected = [4.29, 4.29, ...Array(3).fill(price(...i128)), all, price(...mem), price(...big)];
  assert.deepEqual(pricesIn(priced.text), expected);
  assert.deepEqual(priced.queues.map(({ name }) => name), ["i8", "i128", "i192", "i192mem", "i192bigmem"]);
  assert.deepEqual(priced.unpriced, []);
});

Deno.test("SP16: document markers around the same lines, comments included", () => {
  const text = `# top\n${file([{ types: ["a"] }])}# bottom`;
  const { text: priced } = applySpotPrices(text, new Map([["a", 1]]));
  assert.equal(priced, `---\n${text.replace("CALCULATE_MAX_SPOT_PRICE", "5.14")}\n...\n`);
  const again = applySpotPrices(priced, new Map([["a", 1]])).text;
  assert.equal(again, priced);
});

Deno.test("SP17: a file without queues keeps its meaning", () => {
  for (
    const text of [
      "a: 1\n",
      "Scheduling: {}\n",
      "Scheduling: {SlurmQueues: }\n",
      "# nothing\n",
      "Scheduling:\n  SlurmQueues: 7\n",
    ]
  ) {
    const priced = applySpotPrices(text, new Map());
    assert.deepEqual(priced, { text: `---\n${text}...\n`, queues: [], unpriced: [] });
  }
});

Deno.test("a file that is no YAML is refused", () => {
  assert.throws(() => applySpotPrices("a: [", new Map()), {
    code: "DAY-TPL-001",
    message: /^line 1, column 5: this is not YAML: [^\n]+$/,
  });
});

Deno.test("aliases are followed; a compute resource that two queues share needs one price", () => {
  const queue = (name: string, resource: string, more = "") =>
    `  - {Name: ${name}, CapacityType: SPOT, ComputeResources: [${resource}${more}]}\n`;
  const head = "types: &t [{InstanceType: a}]\nScheduling:\n  SlurmQueues:\n";
  const shared = "&r {Name: x, Instances: *t}";
  const same = head + queue("q1", shared) + queue("q2", "*r");
  assert.deepEqual(instanceTypes(same), ["a"]);
  assert.deepEqual(applySpotPrices(same, new Map([["a", 1]])).queues.map(({ price }) => price), [5.14, 5.14]);
  const other = head + queue("q1", shared) + queue("q2", "*r", ", {Name: y, Instances: [{InstanceType: b}]}");
  assert.throws(() => applySpotPrices(other, new Map([["a", 1], ["b", 2]])), {
    code: "DAY-TPL-001",
    message: /line 4/,
  });
});

Deno.test("property: only prices change, whatever the layout; a second pricing changes nothing", () => {
  const resource = fc.record({
    types: fc.array(fc.constantFrom("a.metal", "b.2xlarge", "c"), { minLength: 1, maxLength: 4 }),
    price: fc.constantFrom("CALCULATE_MAX_SPOT_PRICE", "0.5", "absent", "", "0.5 # old"),
  });
  const prices = new Map([["a.metal", 1.25], ["b.2xlarge", 0.3333]]);
  fc.assert(
    fc.property(fc.array(resource, { minLength: 1, maxLength: 5 }), fc.constantFrom("\n", "\r\n"), (resources, eol) => {
      const text = file(resources).replaceAll("\n", eol);
      const { text: priced, queues } = applySpotPrices(text, prices);
      assert.deepEqual(pricesIn(priced), resources.map(() => queues[0].price));
      const without = (yaml: string) => yaml.split(eol).filter((line) => !/SpotPrice|^---$|^\.\.\.$/.test(line));
      assert.deepEqual(without(priced), without(text));
      assert.equal(applySpotPrices(priced, prices).text, priced);
    }),
  );
});
