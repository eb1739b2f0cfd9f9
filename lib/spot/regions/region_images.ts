import { whoCalls } from "../who_calls.ts";
import { z } from "zod";
import { reasonOf } from "../../host/errors/reason_of.ts";
import type { Files } from "../../host/files.ts";
import type { Json } from "../../host/json.ts";
import type { Architecture } from "../config/spot_config.ts";
import { assumedArchitecture } from "../facts/architecture.ts";
import { ubuntuImages } from "../facts/ubuntu_images.ts";
import { sideBySide } from "../side_by_side.ts";
import type { SpotTaskDeps } from "../spot_task_deps.ts";
import type { RegionsFile } from "./regions_file.ts";

export const architectures: readonly Architecture[] = ["x86_64", "arm64"];

const imageSchema = z.looseObject({
  image_id: z.string(),
  architecture: z.string(),
  name: z.string().default(""),
  creation_date: z.string().default(""),
});
const schema = z.record(z.string(), z.record(z.string(), imageSchema));
/** `ubuntu_amis.json`: images by region and architecture. */
export type ImagesFile = z.infer<typeof schema>;

/** Canonical's newest images of a release in these regions. A region that has none keeps its key. */
export async function regionImages(
  deps: SpotTaskDeps,
  regions: readonly string[],
  { release, wanted, concurrency }: {
    readonly release: string;
    readonly wanted: readonly Architecture[];
    readonly concurrency: number;
  },
): Promise<ImagesFile> {
  await whoCalls(deps);
  const found = await sideBySide(regions, concurrency, async (region) => {
    const newest = await ubuntuImages(deps.aws.in(region), release).catch((error) => {
      deps.signal.throwIfAborted();
      deps.emit({ code: "spot.warning", level: "warn", message: `${region}: ${reasonOf(error)}` });
      return { x86_64: undefined, arm64: undefined };
    });
    const images = wanted.flatMap((architecture) => {
      const image = newest[architecture];
      if (image === undefined) {
        deps.emit({
          code: "spot.warning",
          level: "warn",
          message: `${region}: no image of ${release} for ${architecture}`,
        });
        return [];
      }
      const { id, name, created } = image;
      return [[architecture, { image_id: id, architecture, name, creation_date: created }] as const];
    });
    return [region, Object.fromEntries(images)] as const;
  });
  return Object.fromEntries(found);
}

/** The table beside it, with the region's cheapest type: RFC 4180, lines end with CR LF. */
export function imagesCsv(images: ImagesFile, { region_details }: RegionsFile): string {
  const hasDetails = Object.keys(region_details).length > 0;
  const more = ["Instance Type", "Instance Architecture", "vCPUs", "Memory (GiB)", "Spot Price ($/hr)"];
  const header = ["Region", "Architecture", "AMI ID", ...hasDetails ? more : []];
  const rows = Object.entries(images).flatMap(([region, byArchitecture]) =>
    architectures.flatMap((architecture) => {
      const image = byArchitecture[architecture];
      if (image === undefined) return [];
      const cheapest = region_details[region]?.cheapest_instance;
      const details = cheapest
        ? [
          cheapest.instance_type,
          cheapest.architecture ?? assumedArchitecture(cheapest.instance_type),
          String(cheapest.vcpus),
          cheapest.memory_gib.toFixed(1),
          `$${cheapest.spot_price.toFixed(4)}`,
        ]
        : more.map(() => "");
      return [[region, architecture, image.image_id, ...hasDetails ? details : []]];
    })
  );
  return [header, ...rows].map((cells) => cells.map(quoted).join(",") + "\r\n").join("");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The images that a file names; nothing when it is missing or cannot be understood. */
export async function readImagesFile(files: Files, path: string): Promise<ImagesFile | undefined> {
  if (await files.stat(path) === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(await files.readText(path)));
  } catch {
    return undefined;
  }
}

export function imagesJson(images: ImagesFile): Json {
  const count = (architecture: Architecture) => Object.values(images).filter((each) => architecture in each).length;
  const missing = Object.entries(images).flatMap(([region, each]) =>
    architectures.filter((architecture) => !(architecture in each)).map((architecture) => [region, architecture])
  );
  return {
    amis: images as Json,
    ...{ regions: Object.keys(images).length, x86_64_regions: count("x86_64"), arm64_regions: count("arm64"), missing },
  };
}
