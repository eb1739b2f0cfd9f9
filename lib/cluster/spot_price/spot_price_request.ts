import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { availabilityZone } from "../../names/availability_zone.ts";

/** Which file gets whose prices, and where it goes; paths as they were typed. */
export type SpotPriceRequest = {
  readonly input: string;
  readonly output: string;
  readonly zone: string;
  /** USD an hour above the median of a queue; the usual one where it is left out. */
  readonly bump?: number;
};

/** The flags as they were typed. */
export type SpotPriceFlags = {
  readonly input?: string;
  readonly outputFile?: string;
  readonly az?: string;
  readonly bumpPrice?: string;
  readonly region?: string;
};

/**
 * Reads the flags before anything is asked of AWS.
 *
 * @throws DayError DAY-USE-001 with everything that is missing or wrong, DAY-CFG-003 for what is no zone
 */
export function readSpotPriceRequest(flags: SpotPriceFlags): { request: SpotPriceRequest; region: string } {
  const { input = "", outputFile: output = "", az: zone = "", bumpPrice } = flags;
  const needed = { "-i (--input)": input, "-o (--output)": output, "--az": zone };
  const missing = Object.entries(needed).filter(([, value]) => value === "").map(([name]) => name);
  if (missing.length > 0) {
    throw new DayError("DAY-USE-001", `missing: ${missing.join(", ")}`, {
      fix: advice`see ${command("deno task spot-price --help")}`,
    });
  }
  if (bumpPrice !== undefined && !/^(\d+\.?\d*|\.\d+)$/.test(bumpPrice)) {
    const message = `--bump-price ${JSON.stringify(bumpPrice)} is no amount of USD such as 4.14`;
    throw new DayError("DAY-USE-001", message, { fix: "correct this flag" });
  }
  const { region } = availabilityZone(zone);
  if (flags.region !== undefined && flags.region !== region) {
    const message = `--region ${flags.region} is not the region of ${zone}`;
    throw new DayError("DAY-USE-001", message, { fix: "leave --region out: the zone includes it" });
  }
  return { request: { input, output, zone, ...(bumpPrice === undefined ? {} : { bump: Number(bumpPrice) }) }, region };
}
