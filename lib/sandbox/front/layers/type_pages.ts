import { changeItems, xmlAnswer } from "../../emulator/xml.ts";
import type { Call } from "../call.ts";
import type { Layer } from "../layer.ts";
import type { World } from "../world.ts";

type Listed = { readonly document: string; readonly items: readonly string[] };

/**
 * Answers `DescribeInstanceTypes` page by page, as EC2 does. The emulator sends all that it knows at once, the same in every region, and
 * takes many seconds for it: it is asked once for each set of filters.
 */
export function typePages({ settings }: Pick<World, "settings">): Layer {
  const known = new Map<string, Promise<Listed | Response>>();
  return async (call, next) => {
    if (call.operation !== "DescribeInstanceTypes") return await next(call);
    const key = JSON.stringify(
      Object.entries(call.parameters).filter(([name]) => !/^(?:MaxResults|NextToken)$/.test(name)),
    );
    const asked = known.get(key) ??
      next(call).then(async (answer) => answer.ok ? listedIn(await answer.text()) : answer);
    known.set(key, asked);
    // Whoever asks after a failure asks the emulator.
    const forget = () => void (known.get(key) === asked && known.delete(key));
    const listed = await asked.catch((error) => (forget(), Promise.reject(error)));
    if ("items" in listed) return page(call, listed, settings.instanceTypePage);
    forget();
    return listed.clone();
  };
}

function listedIn(text: string): Listed {
  const all: string[] = [];
  const document = changeItems(text, "instanceTypeSet", "item", (items) => {
    all.push(...items);
    return [];
  });
  return { document, items: all };
}

function page({ parameters }: Call, { document, items }: Listed, most: number): Response {
  const size = Math.min(Number(parameters.MaxResults ?? Infinity), most);
  const from = Number(parameters.NextToken ?? 0);
  const token = from + size < items.length ? `<nextToken>${from + size}</nextToken>` : "";
  const set = `<instanceTypeSet>${items.slice(from, from + size).join("")}</instanceTypeSet>${token}`;
  return xmlAnswer(document.replace(/^<\?xml[^>]*>\s*/, "").replace("<instanceTypeSet></instanceTypeSet>", () => set));
}
