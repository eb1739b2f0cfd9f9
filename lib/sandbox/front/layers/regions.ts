import { changeItems, rewritten, textOf } from "../../emulator/xml.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** Shows regions that the account has not switched on as such, and only to who asks for all: the emulator has all switched on. */
export function regions(world: World): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.service !== "ec2" || call.operation !== "DescribeRegions" || !answer.ok) return answer;
    const all = call.parameters.AllRegions === "true";
    const isOff = (item: string) => world.settings.regionsOff.includes(textOf(item, "regionName") ?? "");
    return await rewritten(
      answer,
      (text) =>
        changeItems(text, "regionInfo", "item", (items) =>
          items.filter((item) => all || !isOff(item)).map((item) => {
            return isOff(item) ? item.replace(/<optInStatus>[^<]*</, "<optInStatus>not-opted-in<") : item;
          })),
    );
  };
}
