import type { Layer } from "../layer.ts";
import { stackBook } from "./stacks.ts";
import { unborn } from "./stack_book.ts";
import type { World } from "../world.ts";
import { changeItems, rewritten, textOf } from "../../emulator/xml.ts";

/** Hides the subnets that a stack has yet to make, or failed to: half a network looks like half a network. */
export function unbornSubnets(world: World): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.service !== "ec2" || call.operation !== "DescribeSubnets" || !answer.ok) return answer;
    const hidden = unborn(stackBook(world), world.now());
    if (hidden.size === 0) return answer;
    return await rewritten(
      answer,
      (text) =>
        changeItems(
          text,
          "subnetSet",
          "item",
          (items) => items.filter((item) => !hidden.has(textOf(item, "subnetId") ?? "")),
        ),
    );
  };
}
