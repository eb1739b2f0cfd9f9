import { dirname } from "node:path";
import { isDenied, isThrottle } from "../../aws/aws_error.ts";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { SpotConfig } from "../config/spot_config.ts";
import { accountRegions } from "../facts/account_regions.ts";
import { type JudgedRegion, judgeRegion, type MismatchedRegion, type UsableRegion } from "../facts/judge_region.ts";
import { listedImages } from "../regions/listed_images.ts";
import { readRegionFacts } from "../facts/region_facts.ts";
import { classOfError, codeOf } from "../launch/classify.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";

/** Asks every region of a configuration what it has, side by side, and judges it. One that cannot be asked is left out with the reason. */
export async function surveyRegions(
  deps: SpotTaskDeps,
  config: SpotConfig,
  concurrency: number,
): Promise<readonly JudgedRegion[]> {
  const known = await accountRegions(deps.aws);
  return await sideBySide(config.regions, concurrency, async (entry): Promise<JudgedRegion> => {
    const { region } = entry;
    const dropped = { is: "dropped", region, errorType: "config_issues" } as const;
    const state = known.get(region);
    if (state === undefined) return { ...dropped, why: `CFG-14: AWS knows no region ${region}` };
    if (state === "disabled") {
      return { ...dropped, why: "region is not enabled for this account", awsCode: "OptInRequired" };
    }
    try {
      const facts = await readRegionFacts(deps.aws.in(region), {
        types: entry.types,
        images: entry.image === "auto" ? [] : [entry.image],
        release: config.ubuntuRelease,
        now: deps.clock.now(),
        newestElsewhere: (error) => newestInFiles(deps, config, region, error),
      });
      return judgeRegion(entry, facts, config.maxZones);
    } catch (error) {
      deps.signal.throwIfAborted();
      const { type, code } = classOfError(error);
      return { ...dropped, errorType: type, awsCode: code, why: reasonOf(error) };
    }
  });
}

/** Whoever may not look up images, or not so often, takes those that are written down beside the configuration. */
async function newestInFiles(
  { files, emit, signal }: SpotTaskDeps,
  config: SpotConfig,
  region: string,
  error: unknown,
) {
  signal.throwIfAborted();
  const listed = isDenied(error) || isThrottle(error) ? await listedImages(files, dirname(config.path), region) : {};
  const found = [listed.x86_64, listed.arm64].flatMap((each) => each ?? []);
  if (found.length === 0) throw error;
  for (const { path, image } of found) {
    const message =
      `${region}: machine images could not be looked up (${codeOf(error)}); using the ${image.architecture} image ` +
      `${image.id} listed in ${path}`;
    emit({ code: "spot.line", level: "info", message });
  }
  return { x86_64: listed.x86_64?.image, arm64: listed.arm64?.image };
}

/** @throws DayError DAY-SPOT-002 when types and images of a region do not fit */
export function refuseMismatches(judged: readonly JudgedRegion[]): void {
  const wrong = judged.filter((each): each is MismatchedRegion => each.is === "mismatched");
  if (wrong.length === 0) return;
  const lines = wrong.map(({ region, why }) => `${region}: ${why}`);
  const check = command("deno task spot-deploy verify-config-architecture");
  throw new DayError("DAY-SPOT-002", lines.join("; "), {
    fix: advice`use an instance type of the other architecture, or image: auto; ${check} shows all of them`,
    details: { regions: wrong.map(({ region, issue, why }) => ({ region, issue, why })) },
  });
}

export function isUsable(judged: JudgedRegion): judged is UsableRegion {
  return judged.is === "usable";
}
