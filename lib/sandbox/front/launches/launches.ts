import type { EmulatorCalls } from "../../emulator/calls.ts";
import { textOf } from "../../emulator/xml.ts";
import { errorAnswer } from "../errors.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { launchFailure, takeCapacity } from "./capacity.ts";

/** Lets `RunInstances` on Spot fail where a pool has no capacity: the emulator always has some. */
export function launches(world: World, calls: EmulatorCalls): Layer {
  return async (call, next) => {
    const { parameters, region } = call;
    const isSpot = parameters["InstanceMarketOptions.MarketType"] === "spot";
    if (call.operation !== "RunInstances" || !isSpot) return await next(call);
    const type = String(parameters.InstanceType);
    const subnet = String(parameters["NetworkInterface.1.SubnetId"] ?? parameters.SubnetId ?? "");
    const text = subnet === "" ? "" : await calls.query("ec2", "DescribeSubnets", { "SubnetId.1": subnet }, { region });
    const asked = { region, type, zone: textOf(text, "availabilityZone") ?? "" };
    const failure = launchFailure(world, { ...asked, lifecycle: "spot" });
    if (failure !== undefined) return errorAnswer(call, 400, failure, `${failure} for ${type} in ${asked.zone}`);
    const [least, most] = [Number(parameters.MinCount), Number(parameters.MaxCount)];
    const got = takeCapacity(world, asked, most);
    if (got < least) {
      const message = `There is no Spot capacity available that matches your request: ${type} in ${asked.zone}`;
      return errorAnswer(call, 500, "InsufficientInstanceCapacity", message);
    }
    if (got === most) return await next(call);
    const form = new URLSearchParams(new TextDecoder().decode(call.body));
    form.set("MaxCount", String(got));
    return await next({ ...call, body: new TextEncoder().encode(form.toString()) });
  };
}
