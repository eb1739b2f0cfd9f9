import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";
import { changeItems, escapeXml, rewritten } from "../../emulator/xml.ts";

const headNode = /<key>parallelcluster:node-type<\/key>\s*<value>HeadNode<\/value>/;
const alive = /<instanceState>\s*<code>\d+<\/code>\s*<name>(?:pending|running)<\/name>/;

/** Gives running head nodes a public address, which the emulator does not. */
export function headNodeAddress({ settings }: World): Layer {
  return async (call, next) => {
    const answer = await next(call);
    if (call.service !== "ec2" || call.operation !== "DescribeInstances" || !answer.ok) return answer;
    const address = `<ipAddress>${escapeXml(settings.headNodeAddress)}</ipAddress>`;
    return await rewritten(
      answer,
      (text) =>
        changeItems(
          text,
          "instancesSet",
          "item",
          (items) => items.map((item) => headNode.test(item) && alive.test(item) ? addressed(item, address) : item),
        ),
    );
  };
}

/** The instance's own address comes last: addresses before it belong to its network interfaces. */
function addressed(item: string, address: string): string {
  return item.replace(/<ipAddress>[^<]*<\/ipAddress>/, "").replace(/<\/item>$/, `${address}</item>`);
}
