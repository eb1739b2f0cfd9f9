import { z } from "zod";
import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import type { Json } from "../../host/json.ts";
import type { AvailableRegions, AvailableRequest } from "./available_regions.ts";

const typeSchema = z.looseObject({
  instance_type: z.string(),
  vcpus: z.number(),
  memory_gib: z.number(),
  spot_price: z.number(),
  architecture: z.string().optional(),
});
const schema = z.looseObject({
  available_regions: z.array(z.string()),
  region_details: z.record(z.string(), z.looseObject({ cheapest_instance: typeSchema.nullish() })).default({}),
});
export type RegionsFile = z.infer<typeof schema>;

/** Taken where the file cannot be read. */
const fallback = [
  ...["us-west-2", "us-east-1", "eu-central-1", "eu-west-1", "eu-west-2"],
  ...["ap-southeast-1", "sa-east-1", "ap-northeast-1", "ap-southeast-2", "ca-central-1"],
];

/** The form of `available_regions.json`. */
export function regionsJson(
  { regions, checked }: AvailableRegions,
  { minVcpu, minMemoryGib }: AvailableRequest,
  now: Date,
): Json {
  return {
    available_regions: regions.map(({ region }) => region),
    region_details: Object.fromEntries(regions.map(({ region, instances }) => {
      return [region, { region, available: true, instances, cheapest_instance: instances[0] }];
    })),
    all_regions_checked: checked,
    available_regions_count: regions.length,
    min_requirements: { vcpu: minVcpu, memory_gib: minMemoryGib },
    timestamp: `${now.toISOString().slice(0, 19).replace("T", " ")} UTC`,
  };
}

/**
 * Reads the list of regions. One that cannot be understood is told, and ten usual regions are taken.
 *
 * @throws DayError DAY-SPOT-011 when there is no such file, or no region in it
 */
export async function readRegionsFile(
  { files, emit }: { readonly files: Files; readonly emit: Emit },
  path: string,
): Promise<RegionsFile> {
  const fix = advice`make it with ${command("deno task spot-deploy get-available-regions")}`;
  if (await files.stat(path) === undefined) throw new DayError("DAY-SPOT-011", `there is no file ${path}`, { fix });
  const parsed = schema.safeParse(parse(await files.readText(path)));
  if (!parsed.success) {
    emit({
      code: "spot.warning",
      level: "warn",
      message: `The list of regions ${path} could not be read; using ten default regions`,
    });
    return { available_regions: fallback, region_details: {} };
  }
  if (parsed.data.available_regions.length === 0) {
    throw new DayError("DAY-SPOT-011", `${path} names no region`, { fix });
  }
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
