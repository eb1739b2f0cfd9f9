import { changeItems, rewritten } from "../../emulator/xml.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

/** Answers `DescribeInstanceTypes` page by page, as EC2 does; the emulator sends all that it knows at once. */
export function typePages(world: World): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.operation !== "DescribeInstanceTypes" || !answer.ok) return answer;
    const size = Math.min(Number(call.parameters.MaxResults ?? Infinity), world.settings.instanceTypePage);
    const from = Number(call.parameters.NextToken ?? 0);
    return await rewritten(answer, (text) => {
      let token = "";
      const page = changeItems(text, "instanceTypeSet", "item", (items) => {
        if (from + size < items.length) token = String(from + size);
        return items.slice(from, from + size);
      });
      return token === ""
        ? page
        : page.replace("</instanceTypeSet>", `</instanceTypeSet><nextToken>${token}</nextToken>`);
    });
  };
}
