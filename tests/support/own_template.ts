import { dirname, join } from "node:path";
import { shippedPaths } from "../../lib/config/file/shipped_files.ts";

/** Writes a network template where it goes before the shipped one; returns its path. */
export async function ownTemplate(folder: string, text: string): Promise<string> {
  const path = join(folder, shippedPaths.networkTemplate);
  await Deno.mkdir(dirname(path), { recursive: true });
  await Deno.writeTextFile(path, text);
  return path;
}
