import { whoCalls } from "../who_calls.ts";
import type { RegionEntry } from "../config/spot_config.ts";
import { readRegionFacts } from "../facts/region_facts.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import type { LiveFacts } from "./verify_architecture.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";

/** Asks EC2 about the types and images of regions, side by side. One that cannot be asked is judged by names alone, and that is told. */
export async function liveFacts(
  deps: SpotTaskDeps,
  entries: readonly RegionEntry[],
): Promise<ReadonlyMap<string, LiveFacts>> {
  await whoCalls(deps);
  const found = await sideBySide(entries, 32, async ({ region, types, image }) => {
    try {
      const images = image === "auto" ? [] : [image];
      const facts = await readRegionFacts(deps.aws.in(region), {
        types,
        images,
        release: "24.04",
        now: deps.clock.now(),
      });
      const prices = [...facts.prices.values()].map(({ usd }) => usd);
      return [
        [region, {
          architectures: new Map(facts.types.map(({ type, architecture }) => [type, architecture] as const)),
          withoutSpot: facts.types.filter(({ hasSpot }) => !hasSpot).map(({ type }) => type),
          images: facts.named,
          price: prices.length === 0 ? null : Math.min(...prices),
        }] as const,
      ];
    } catch (error) {
      deps.signal.throwIfAborted();
      deps.emit({
        code: "spot.warning",
        level: "warn",
        message: `${region} could not be checked in AWS; only the names in the file were compared: ${reasonOf(error)}`,
      });
      return [];
    }
  });
  return new Map(found.flat());
}
