import type { EmulatorCalls } from "../../emulator/calls.ts";
import { escapeXml, textsOf, xmlAnswer } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import { filterValues } from "../filter_values.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/**
 * Answers `DescribeInstanceTypeOfferings` by zone: every zone that there is offers every type that is asked for, but those of the
 * settings. The emulator's own list lags behind EC2's.
 */
export function offerings(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    const isByZone = call.parameters.LocationType === "availability-zone";
    const types = filterValues(call, "instance-type");
    if (call.operation !== "DescribeInstanceTypeOfferings" || !isByZone || types.length === 0) return await next(call);
    const items = (await zones(call, calls)).flatMap((zone) =>
      types.filter((type) => !world.settings.notOffered[zone]?.includes(type)).map((type) =>
        `<item><instanceType>${escapeXml(type)}</instanceType><locationType>availability-zone</locationType>` +
        `<location>${zone}</location></item>`
      )
    );
    return xmlAnswer(
      `<DescribeInstanceTypeOfferingsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">` +
        `<requestId>${crypto.randomUUID()}</requestId>` +
        `<instanceTypeOfferingSet>${items.join("")}</instanceTypeOfferingSet></DescribeInstanceTypeOfferingsResponse>`,
    );
  };
}

/** Those asked for that the region has; all of them when none is asked for. */
async function zones(call: Call, calls: EmulatorCalls): Promise<readonly string[]> {
  const asked = filterValues(call, "location");
  const answer = await calls.query("ec2", "DescribeAvailabilityZones", {}, { region: call.region });
  const all = textsOf(answer, "zoneName");
  return asked.length === 0 ? all : all.filter((zone) => asked.includes(zone));
}
