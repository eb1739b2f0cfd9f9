import { join } from "node:path";
import type { Files } from "../../host/files.ts";
import type { Architecture } from "../config/spot_config.ts";
import { readImagesFile } from "./region_images.ts";
import type { ImageFacts } from "../facts/image_facts.ts";

/** An image that a file names, and the file. What only EC2 knows is what Ubuntu's images have. */
export type ListedImage = { readonly image: ImageFacts; readonly path: string };

/** The images that `get-ubuntu-amis` has written down for a region: `ubuntu_amis.json` first, then the table beside it. */
export async function listedImages(
  files: Files,
  folder: string,
  region: string,
): Promise<Readonly<Partial<Record<Architecture, ListedImage>>>> {
  const [json, csv] = ["ubuntu_amis.json", "ubuntu_amis.csv"].map((name) => join(folder, name));
  const listed = (await readImagesFile(files, json))?.[region] ?? {};
  const rows = await files.stat(csv) === undefined ? [] : rowsOf(await files.readText(csv));
  const find = (architecture: Architecture): ListedImage | undefined => {
    const known = listed[architecture]?.image_id;
    if (known !== undefined) return { image: factsOf(known, architecture), path: json };
    // Rows of other architectures stand beside it.
    const row = rows.find((each) => each.region === region && each.architecture === architecture);
    return row && { image: factsOf(row.id, architecture), path: csv };
  };
  return { x86_64: find("x86_64"), arm64: find("arm64") };
}

/** None of the first three columns ever needs quotes. */
function rowsOf(text: string) {
  return text.split(/\r?\n/).slice(1).flatMap((line) => {
    const [region = "", architecture = "", id = ""] = line.split(",");
    return /^ami-[0-9a-f]+$/.test(id) ? [{ region, architecture, id }] : [];
  });
}

function factsOf(id: string, architecture: Architecture): ImageFacts {
  return { id, name: "", architecture, created: "", state: "available", rootDevice: "/dev/sda1", rootSize: 0 };
}
