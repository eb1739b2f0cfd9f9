import type { Filter } from "@aws-sdk/client-pricing";
import type { Clock } from "../../host/clock.ts";
import type { Aws } from "../session.ts";

export const listPricesActions = ["pricing:GetProducts"] as const;

/** A price of the public list, in USD. */
export type ListPrice = {
  readonly usd: number;
  /** Since when it holds, `YYYY-MM-DD`. */
  readonly date: string;
};

type PriceDeps = { readonly aws: Aws; readonly clock: Clock; readonly signal?: AbortSignal };

/** Milliseconds that one answer may take: the plan is on its way to a person. */
const patience = 3_000;

/** USD per hour of a Linux instance on demand, or nothing when the list has no single such price. */
export async function instancePrice(
  deps: PriceDeps,
  { region, type }: { readonly region: string; readonly type: string },
): Promise<ListPrice | undefined> {
  const products = await productsOf(deps, "AmazonEC2", {
    regionCode: region,
    instanceType: type,
    operatingSystem: "Linux",
    preInstalledSw: "NA",
    tenancy: "Shared",
    capacitystatus: "Used",
  });
  return onlyPrice(products, "Hrs");
}

/** USD per GiB and month of a Lustre scratch file system, or nothing when the list has no single such price. */
export async function scratchStoragePrice(deps: PriceDeps, region: string): Promise<ListPrice | undefined> {
  const products = await productsOf(deps, "AmazonFSx", {
    regionCode: region,
    productFamily: "Storage",
    fileSystemType: "Lustre",
  });
  // The name of the attribute that tells scratch from persistent storage has changed over time; its words have not.
  const scratch = products.filter(({ product }) => /\bscratch/i.test(JSON.stringify(product?.attributes ?? {})));
  return onlyPrice(scratch, "GB-Mo");
}

/** An entry of the price list as far as it is read. Nothing of it is certain to be there. */
type Product = {
  readonly product?: { readonly attributes?: Readonly<Record<string, string>> };
  readonly terms?: { readonly OnDemand?: Readonly<Record<string, Term>> };
};
type Term = { readonly effectiveDate?: string; readonly priceDimensions?: Readonly<Record<string, Dimension>> };
type Dimension = { readonly unit?: string; readonly pricePerUnit?: { readonly USD?: string } };

async function productsOf(
  { aws, clock, signal }: PriceDeps,
  service: string,
  wanted: Readonly<Record<string, string>>,
): Promise<readonly Product[]> {
  const limit = AbortSignal.any([clock.limit(patience), ...(signal === undefined ? [] : [signal])]);
  const { GetProductsCommand } = await import("@aws-sdk/client-pricing");
  const client = await aws.pricing();
  const Filters = Object.entries(wanted).map(([Field, Value]): Filter => ({ Type: "TERM_MATCH", Field, Value }));
  const request = new GetProductsCommand({ ServiceCode: service, Filters, MaxResults: 100 });
  const { PriceList = [] } = await Promise.race([client.send(request, { abortSignal: limit }), endOf(limit)]);
  return PriceList.map((entry: unknown) => JSON.parse(String(entry)) as Product);
}

/** Rejects when the time is up, even while credentials are still being fetched. */
function endOf(limit: AbortSignal): Promise<never> {
  return new Promise((_, reject) => limit.addEventListener("abort", () => reject(limit.reason), { once: true }));
}

/** Several entries are fine as long as they agree; the newest one gives the date. */
function onlyPrice(products: readonly Product[], unit: string): ListPrice | undefined {
  const prices = products.flatMap(({ terms }) => Object.values(terms?.OnDemand ?? {})).flatMap((term) =>
    Object.values(term.priceDimensions ?? {}).filter((dimension) => dimension.unit === unit)
      .map(({ pricePerUnit }) => ({ usd: Number(pricePerUnit?.USD), date: term.effectiveDate?.slice(0, 10) ?? "" }))
  ).filter(({ usd }) => usd > 0);
  const isAgreed = new Set(prices.map(({ usd }) => usd)).size === 1;
  return isAgreed ? prices.toSorted((one, other) => one.date < other.date ? 1 : -1)[0] : undefined;
}
