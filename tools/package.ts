import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { makePackage } from "./package/make_package.ts";
import { ownTarget, type Target, targets } from "./package/runtime.ts";

function isTarget(word: string): word is Target {
  return word in targets;
}

/** `deno task package [--target linux-x64|linux-arm64]` makes `dist/dayctl`, or `dist/dayctl-TARGET` for another kind of machine. */
if (import.meta.main) {
  const { values: { target = ownTarget() } } = parseArgs({ options: { target: { type: "string" } } });
  const repository = fileURLToPath(new URL("..", import.meta.url));
  if (!isTarget(target)) throw new Error(`--target ${target}: expected ${Object.keys(targets).join(" or ")}`);
  const path = await makePackage(repository, target, join(repository, "dist"));
  const { size } = await Deno.stat(path);
  console.log(`${path}: ${(size / 1_000_000).toFixed(1)} MB; its checksum is in ${path}.sha256`);
}
