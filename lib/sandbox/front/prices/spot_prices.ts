import type { Call } from "../call.ts";
import { filterValues } from "../filter_values.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { escapeXml, xmlAnswer } from "../../emulator/xml.ts";

/** USD per hour of one vCPU on Spot, by the letter a family begins with. */
const perVcpu: Readonly<Record<string, number>> = { c: 0.017, m: 0.019, r: 0.023 };
const usual = 0.02;
/** Types that are listed when nobody asks for certain ones. */
const common = ["c6i.32xlarge", "c7i.48xlarge", "m6i.32xlarge", "m7i.48xlarge", "r6i.2xlarge", "r7i.2xlarge"];
/** How long the prices have been what they are: six hours, in milliseconds. */
const age = 6 * 3_600_000;

type Item = { readonly type: string; readonly zone: string; readonly product: string; readonly price: number };

/** Answers `DescribeSpotPriceHistory` with one current price for each type, zone and product asked for, in pages. */
export function spotPrices(world: World): Layer {
  return (call, next) => {
    if (call.operation !== "DescribeSpotPriceHistory") return next(call);
    const items = history(call, world);
    const asked = Number(call.parameters.MaxResults ?? world.settings.spotPricePage);
    const size = Math.max(1, Math.min(asked, world.settings.spotPricePage));
    const from = Number(call.parameters.NextToken ?? 0);
    const token = from + size < items.length ? String(from + size) : "";
    const timestamp = new Date(world.now() - age).toISOString();
    const rows = items.slice(from, from + size).map(({ type, zone, product, price }) =>
      `<item><instanceType>${escapeXml(type)}</instanceType><productDescription>${escapeXml(product)}` +
      `</productDescription><spotPrice>${price.toFixed(6)}</spotPrice><timestamp>${timestamp}</timestamp>` +
      `<availabilityZone>${escapeXml(zone)}</availabilityZone></item>`
    );
    return Promise.resolve(xmlAnswer(
      `<DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
        `<requestId>${crypto.randomUUID()}</requestId><spotPriceHistorySet>${rows.join("")}</spotPriceHistorySet>` +
        `<nextToken>${token}</nextToken></DescribeSpotPriceHistoryResponse>`,
    ));
  };
}

function history(call: Call, { settings }: World): Item[] {
  const zones = asked(call, "AvailabilityZone", "availability-zone");
  const products = asked(call, "ProductDescription", "product-description");
  const types = asked(call, "InstanceType", "instance-type");
  return (types.length > 0 ? types : common).flatMap((type) =>
    (zones.length > 0 ? zones : ["a", "b", "c"].map((letter) => call.region + letter)).flatMap((zone) => {
      const price = priceOf(settings.spotPrices[type], type, zone);
      if (price === undefined) return [];
      return (products.length > 0 ? products : ["Linux/UNIX"]).map((product) => ({ type, zone, product, price }));
    })
  );
}

/** Values of a parameter, given once, numbered, or as a filter. */
function asked(call: Call, parameter: string, filter: string): string[] {
  const direct = Object.entries(call.parameters)
    .filter(([name]) => name === parameter || name.startsWith(`${parameter}.`))
    .map(([, value]) => String(value));
  return [...direct, ...filterValues(call, filter)];
}

function priceOf(set: number | null | Record<string, number> | undefined, type: string, zone: string) {
  if (set === null) return undefined;
  if (typeof set === "number") return set;
  return set?.[zone] ?? (set === undefined ? madeUp(type, zone) : undefined);
}

/** Depends on type and zone only, so that two runs see the same world. */
function madeUp(type: string, zone: string): number {
  const [family, size = "large"] = type.split(".");
  const vcpus = size.startsWith("metal") ? Number(/\d+/.exec(size)?.[0] ?? 32) * 4 : sized(size);
  const letter = zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0);
  return vcpus * (perVcpu[family[0]] ?? usual) * (1 + 0.03 * letter);
}

function sized(size: string): number {
  const times = /^(\d*)xlarge$/.exec(size);
  return times === null ? 2 : 4 * Number(times[1] || 1);
}
