import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import { isDenied } from "../aws_error.ts";
import type { Aws } from "../session.ts";

export const spotPricesActions = ["ec2:DescribeSpotPriceHistory"] as const;

/**
 * The current Spot price of each instance type in a zone, in USD per hour. A type without a usable price is missing
 * from the answer.
 *
 * One paginated request for all types. A denial is `DAY-AWS-002`, any other failure `DAY-AWS-001`; both name the zone
 * and the types.
 *
 * @param now EC2 answers with the prices that are valid from this moment on
 */
export async function currentSpotPrices(
  aws: Aws,
  { zone, types, now }: { readonly zone: string; readonly types: Iterable<string>; readonly now: Date },
): Promise<Map<string, number>> {
  const wanted = [...new Set(types)].sort();
  if (wanted.length === 0) return new Map();
  try {
    return await newestPrices(aws, zone, wanted, now);
  } catch (error) {
    throw explained(error, zone, wanted);
  }
}

async function newestPrices(aws: Aws, zone: string, types: string[], now: Date): Promise<Map<string, number>> {
  const { paginateDescribeSpotPriceHistory } = await import("@aws-sdk/client-ec2");
  const newest = new Map<string, { price: number; time: number }>();
  const pages = paginateDescribeSpotPriceHistory({ client: await aws.ec2() }, {
    // EC2's own enumeration lags behind its instance types.
    InstanceTypes: types as never[],
    AvailabilityZone: zone,
    ProductDescriptions: ["Linux/UNIX"],
    StartTime: now,
  });
  for await (const page of pages) {
    for (const { InstanceType: type = "", SpotPrice: text = "", Timestamp } of page.SpotPriceHistory ?? []) {
      const price = text.trim() === "" ? NaN : Number(text);
      const time = Timestamp?.getTime() ?? 0;
      if (Number.isFinite(price) && time > (newest.get(type)?.time ?? -Infinity)) newest.set(type, { price, time });
    }
  }
  return new Map([...newest].map(([type, { price }]) => [type, price]));
}

function explained(error: unknown, zone: string, types: readonly string[]): DayError {
  const what = `the Spot prices of ${types.join(", ")} in ${zone}`;
  const text = reasonOf(error);
  if (isDenied(error)) {
    const message = `You may not read ${what}: the permission ec2:DescribeSpotPriceHistory is missing. ${text}`;
    const fix = "ask an administrator for the IAM permission ec2:DescribeSpotPriceHistory";
    return new DayError("DAY-AWS-002", message, { cause: error, fix });
  }
  return new DayError("DAY-AWS-001", `EC2 did not give ${what}: ${text}`, { cause: error });
}
