import type { Json } from "../../../host/json.ts";
import { jsonAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** Answers the price list for instances, where the settings have prices: the emulator has no such list. */
export function listPrices({ settings }: Pick<World, "settings">): Layer {
  return (call, next) => {
    const isAsked = call.service === "pricing" && call.operation === "GetProducts";
    if (!isAsked || Object.keys(settings.listPrices).length === 0) return next(call);
    const price = settings.listPrices[filter(call.parameters.Filters, "instanceType")];
    const usd = typeof price === "object" ? price[filter(call.parameters.Filters, "regionCode")] : price;
    return Promise.resolve(jsonAnswer({ FormatVersion: "aws_v1", PriceList: usd === undefined ? [] : [product(usd)] }));
  };
}

function filter(filters: Json | undefined, name: string): string {
  const found = Array.isArray(filters) ? filters.find((each) => each?.Field === name) : undefined;
  return String(found?.Value ?? "");
}

/** Each entry of the list is a text that holds a document. */
function product(usd: number): string {
  const priceDimensions = { "SKU.T.D": { unit: "Hrs", pricePerUnit: { USD: usd.toFixed(10) } } };
  const OnDemand = { "SKU.T": { effectiveDate: "2026-01-01T00:00:00Z", priceDimensions } };
  return JSON.stringify({ product: { sku: "SKU", attributes: {} }, terms: { OnDemand } });
}
